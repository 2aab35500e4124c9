/**
 * The parts of the help besides commands and flags, and other ways to ask for help.
 */
import * as ExitCode from "../ExitCode.ts"

/** The meaning of each exit code. */
export const exitCodes: ReadonlyArray<readonly [code: number, meaning: string]> = [
  [ExitCode.success, "success"],
  [ExitCode.failure, "it failed"],
  [ExitCode.usage, "wrong use"],
  [ExitCode.noPort, "no port, or it cannot be opened"],
  [ExitCode.noAnswer, "no answer: asleep, unplugged, or no adapter"],
  [ExitCode.refused, "refused or not supported by the unit"],
  [ExitCode.notVerified, "a written value does not read back"],
  [ExitCode.notConfirmed, "not confirmed"],
  [ExitCode.badFile, "a given file is bad"],
  [ExitCode.interrupted, "Ctrl-C"],
  [ExitCode.terminated, "SIGTERM, and 128 with its number for any other signal"]
]

/** The environment variables that are looked at. */
export const environment: ReadonlyArray<readonly [name: string, meaning: string]> = [
  ["VEBUS_PORT", "the port where --port names none"],
  ["VEBUS_READ_ONLY", "1 refuses every change"],
  ["VEBUS_STATE_DIR", "where journal and records of changes are kept"],
  ["VEBUS_CACHE_DIR", "where the scales and ranges of units are kept"],
  ["NO_COLOR", "no colours, whatever it says"],
  ["COLUMNS", "how wide tables may be"]
]

const table = (rows: ReadonlyArray<readonly [string | number, string]>): ReadonlyArray<string> => {
  const width = Math.max(...rows.map(([head]) => `${head}`.length))
  return rows.map(([head, meaning]) => `  ${`${head}`.padEnd(width)}  ${meaning}`)
}

/** The end of the help of `vebus` itself. */
export const appendix = [
  "",
  "",
  "ENVIRONMENT",
  ...table(environment),
  "",
  "EXIT CODES",
  ...table(exitCodes),
  "",
  'vebus COMMAND --help, or vebus help COMMAND, tells about one of them. "vebus doctor" finds out why there is no answer.'
].join("\n")

/** The part of a command that words lead through it by. */
export interface Tree {
  readonly name: string
  readonly subcommands: ReadonlyArray<{ readonly commands: ReadonlyArray<Tree> }>
}

/** The command that words name, from the root; `null` where there is none. */
const named = (root: Tree, path: ReadonlyArray<string>): Tree | null =>
  path.reduce<Tree | null>(
    (at, word) =>
      at?.subcommands.flatMap(({ commands }) => commands).find(({ name }) => name === word) ?? null,
    root
  )

/** `vebus help COMMAND`, `vebus version`, `-V` in the words that the parser knows. */
export const understood = (root: Tree, words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, ...others] = words
  if (first === "help") {
    const path = others.filter((word) => !word.startsWith("-"))
    // The parser explains any command before it looks whether there is one.
    return named(root, path) === null ? others : [...others, "--help"]
  }
  return words.length === 1 && (first === "-V" || first === "version") ? ["--version"] : words
}

/** Says for `vebus limit --port …` which commands the group has. `null` for a command that is no group. */
export const choices = (root: Tree, commandPath: ReadonlyArray<string>): string | null => {
  const path = commandPath.slice(1)
  const group = path.length === 0 ? null : named(root, path)
  const commands = group?.subcommands.flatMap(({ commands }) => commands) ?? []
  if (commands.length === 0) return null
  return `"${commandPath.join(" ")}" goes on with a word: ${commands.map(({ name }) => name).join(", ")}`
}
