/**
 * What CI does, in order: format, lint, types, API reference, tests, tests with real programs. Runs every step even after a
 * failure, counts each test and each of the other steps as one, says again what failed, and ends with `N passed, N failed`
 * alone on a line. Real programs that cannot be had are named before that, and not counted.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Report from "./report.mjs"
import { run as runReal } from "./real/run.mjs"

/** Runs a command, and gives whether it succeeded. */
const run = (command, ...args) => {
  console.log(`\n> ${[command, ...args].join(" ")}`)
  return spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" }).status === 0
}

/** A step that counts as one. */
const step = (...words) => {
  const isGood = run(...words)
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, failures: isGood ? [] : [words.join(" ")] }
}

const outcomes = [
  step("oxfmt", "--check"),
  step("oxlint", "--type-aware"),
  step("tsc", "-b"),
  step("npm", "run", "--silent", "docs:api")
]

const folder = mkdtempSync(join(tmpdir(), "vebus-check-"))
const report = join(folder, "tests.json")
const isGreen = run(
  "npm",
  "test",
  "--silent",
  "--",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`
)
outcomes.push(Report.read(report, "npm test", isGreen))
rmSync(folder, { recursive: true, force: true })

console.log("\n> npm run test:real -- --install")
outcomes.push(runReal([], { mayInstall: true }))

const sum = (name) => outcomes.reduce((total, outcome) => total + outcome[name], 0)
for (const failure of outcomes.flatMap(({ failures }) => failures)) console.log(`failed: ${failure}`)
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`)
process.exit(sum("failed") === 0 ? 0 : 1)
