/**
 * The errors of the command line itself. Each is made to happen by a real command, in a folder of its own; the page shows
 * what that printed and the exit code it had.
 */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Entry, Section } from "./Entry.ts"

/** What starts the command line: its sources, or for tests a bundle of them. */
const main = process.env["VEBUS_PROGRAM"] ?? fileURLToPath(new URL("../../src/main.ts", import.meta.url))

/** An error, and the command that ends with it. */
interface Run extends Pick<Entry, "name" | "meaning" | "remedy"> {
  readonly command: string
}

/** What the commands find in their folders. */
const files = {
  "notes.jsonl": '{"schema":"my.notes/1"}\n',
  "garage.json": `{"extends":"multiplus-ii-48-3000-230v","id":"garage","label":"the unit in the garage","settings":[{"id":2,"raw":"high"}]}\n`,
  "winter.yaml": "settings:\n  UBatFlaot: 13.5\n",
  "old/journal.jsonl": '{"schema":"vebus.journal/1","phase":"dreaming"}\n'
} as const

const usage: ReadonlyArray<Run> = [
  {
    name: "Wrong use",
    meaning: "A word or a flag is unknown, missing, or makes no sense.",
    remedy: "every command has `--help`, and [all of them](cli.md) stand on one page.",
    command: "vebus ports --jsn"
  },
  {
    name: "UnknownName",
    meaning: "No RAM variable, setting or flag has this name or number. Found before any port is opened.",
    remedy: "take one of the nearest names, or complete names in the shell: `vebus --completions bash`.",
    command: "vebus ram get UBatt --port sim:"
  },
  {
    name: "Wrong unit",
    meaning: "A number carries another unit than the value has. It is refused, never converted.",
    remedy: "say the number in the unit of the message, or without one.",
    command: "vebus set UBatFloat=54A --port sim:"
  },
  {
    name: "BadHex",
    meaning: "What was given to `frame decode` is no list of bytes.",
    remedy: "paste bytes in hexadecimal, as they stand in a log; blanks, commas and `0x` do no harm.",
    command: 'vebus frame decode "04 FG"'
  },
  {
    name: "BadFaults",
    meaning: "A text is no fault plan; the message says from which character on.",
    remedy: "the [guide](guides/simulate.md#make-a-night-repeatable) has the words.",
    command: "vebus simulate --tcp 0 --fault dorp=5%"
  },
  {
    name: "Bytes that form no frame",
    meaning: "`frame decode` found bytes that belong to no frame. What could be explained stands on stdout.",
    remedy: "see [DecodeFailure](#decodefailure).",
    command: 'vebus frame decode "04 FF 41 01 00 BC"'
  },
  {
    name: "Not confirmed",
    meaning: "A change was planned and shown, and nobody said yes.",
    remedy: "look at it with `--dry-run`; say `--yes` where nobody can be asked.",
    command: "vebus reset adapter --port sim:"
  },
  {
    name: "ServeError",
    meaning: "A simulation or a replay cannot be served there.",
    remedy: "the message says what to try; most often another path or another TCP port.",
    command: "vebus simulate --pty garage.json"
  }
]

const given: ReadonlyArray<Run> = [
  {
    name: "FileError",
    meaning: "A given file cannot be read, or a new one not be written. Recordings never overwrite a file.",
    remedy: "name a file that exists, or a new one in a folder that you may write to.",
    command: "vebus replay night.jsonl"
  },
  {
    name: "BadCapture",
    meaning: "A file is no capture. One that was cut short is, up to its last whole line.",
    remedy: "take a file of `vebus record` or `--record`; its format is [described](schemas/README.md).",
    command: "vebus replay notes.jsonl"
  },
  {
    name: "BadProfile",
    meaning: "A document is no profile of a simulated unit. All problems are told, each with its place.",
    remedy: "the [guide](guides/simulate.md#a-device-of-your-own) shows the shortest one.",
    command: "vebus simulate --tcp 0 --profile ./garage.json"
  },
  {
    name: "BadPlan",
    meaning:
      "A file of settings and flags makes no sense; the message begins with its line. Nothing was sent.",
    remedy: "correct the line. Nothing that is not known is passed over.",
    command: "vebus apply winter.yaml --port sim:"
  },
  {
    name: "No backup",
    meaning: "A file is no backup of settings.",
    remedy: "take a file of `vebus settings backup`.",
    command: "vebus settings restore garage.json --port sim:"
  },
  {
    name: "BadJournal",
    meaning:
      "The journal of changes makes no sense from some line on, and stays as it is. It is told as a [StateError](#stateerror).",
    remedy: "put back a copy, or repair the line; without the journal nothing can be undone.",
    command: "VEBUS_STATE_DIR=old vebus undo --port sim:"
  }
]

/** The words of a shell line, with double quotes taken off. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!)

const { VEBUS_PORT: _, VEBUS_READ_ONLY: __, ...environment } = process.env

/** Runs a command in a folder. Gives its exit code and what it said at last, from "vebus:" or "ERROR" on. */
const end = (folder: string, command: string): Promise<{ readonly code: number; readonly said: string }> =>
  new Promise((resolve) => {
    const [variable, words] = command.split(/(?:^|(?<=\S) )vebus /, 2) as [string, string]
    const env = { ...environment, VEBUS_STATE_DIR: variable.split("=")[1] ?? "state", NO_COLOR: "1" }
    const child = execFile(
      process.execPath,
      [main, ...wordsOf(words)],
      { cwd: folder, env },
      (_error, _stdout, stderr) => {
        const from = stderr.search(/^(?:vebus: |ERROR$)/m)
        resolve({ code: child.exitCode ?? -1, said: stderr.slice(from).trimEnd() })
      }
    )
    child.stdin?.end()
  })

const entryOf = async (folder: string, { command, ...told }: Run): Promise<Entry> => {
  const { code, said } = await end(folder, command)
  if (code <= 0 || said === "") throw new Error(`${command} was to fail, and ended with ${code}: ${said}`)
  return { ...told, exitCode: code, examples: [`$ ${command}\n${said}`] }
}

/** One after the other: a dozen processes at once would take their time from each other. */
const entriesOf = async (folder: string, runs: ReadonlyArray<Run>): Promise<ReadonlyArray<Entry>> => {
  const entries: Array<Entry> = []
  for (const run of runs) entries.push(await entryOf(folder, run))
  return entries
}

/** What commands end with by themselves. */
export const sections = async (): Promise<ReadonlyArray<Section>> => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-errors-"))
  try {
    mkdirSync(join(folder, "old"))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const [usageErrors, fileErrors] = await Promise.all([entriesOf(folder, usage), entriesOf(folder, given)])
    return [
      {
        title: "The command line",
        introduction: "What commands find wrong by themselves. These were run; stderr is shown.",
        entries: usageErrors
      },
      {
        title: "Given files",
        introduction: "A file that was named on the command line is missing, or is not what it should be.",
        entries: fileErrors
      }
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
