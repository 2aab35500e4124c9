/**
 * The findings of the doctor, for people: a line per check, and below each problem its cause, meaning and remedy.
 */
import type { Diagnosis } from "@vebus/runtime/doctor"

type Check = Diagnosis.Check

const NAME_WIDTH = 10

/** The lines of all checks. */
export const lines = (checks: ReadonlyArray<Check>): ReadonlyArray<string> =>
  checks.flatMap(({ name, found, problem }) => [
    `${problem === null ? "ok     " : "PROBLEM"}  ${name.padEnd(NAME_WIDTH)}${found}`,
    ...(problem === null
      ? []
      : [
          ["cause", problem.cause],
          ["means", problem.meaning],
          ["try", problem.remedy]
        ].map(([word = "", said = ""]) => `           ${word.padEnd(8)}${said}`))
  ])

const summed: ReadonlyArray<Check["name"]> = ["firmware", "device"]

/** The last line where nothing is wrong: that it is so, and what there is. */
export const allIsWell = (checks: ReadonlyArray<Check>): string =>
  `all is well: ${checks
    .filter(({ name }) => summed.includes(name))
    .map(({ found }) => found)
    .join("; ")}`
