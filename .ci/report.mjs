/**
 * What a run of vitest came to, from its JSON report: counts, and a line for each failure, which CI repeats at its end, where
 * it is found.
 */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { stripVTControlCharacters } from "node:util"

/**
 * @typedef {object} Outcome
 * @property {number} passed tests that passed
 * @property {number} failed tests that failed, and files that did not load; a run that is red without one counts as one
 * @property {ReadonlyArray<string>} failures each of those in words
 */

/** The first lines of an error, without colours. */
const brief = (text = "") => stripVTControlCharacters(text).split("\n", 3).join(" ").slice(0, 300)

const testsOf = ({ name, message, assertionResults }) => {
  const file = relative(process.cwd(), name)
  const found = assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${brief(failureMessages[0])}`)
  // A file that did not load, or a hook that failed.
  return found.length > 0 ? found : [`${file}: ${brief(message)}`]
}

/**
 * Reads the report of a run, called `what`.
 * @returns {Outcome}
 */
export const read = (path, what, isGreen) => {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(path, "utf8"))
    const found = testResults.filter(({ status }) => status === "failed").flatMap(testsOf)
    const failures = isGreen || found.length > 0 ? found : [`${what}: an error outside of its tests`]
    return { passed: numPassedTests, failed: failures.length, failures }
  } catch (error) {
    return { passed: 0, failed: 1, failures: [`${what}: no report (${error.message})`] }
  }
}
