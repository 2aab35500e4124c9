/**
 * The command line as a process, as users start it: its output and its exit code.
 *
 * What is started is a bundle that is made once for a run of the tests (`.ci/bundle/forTests.mjs`). What needs no process
 * of its own runs in the one of the test: `InProcess.ts`.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { inject } from "vitest"
import { type Ended, make } from "./Written.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The file of the bundled command line. */
    readonly vebus: string
  }
}

/** The file that starts `vebus`, for Node to run. */
export const program = inject("vebus")

export type { Ended }

/** A running command. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Waits for a line of stdout or stderr that matches. Fails when the process ends first. */
  readonly line: (pattern: RegExp) => Promise<string>
}

/** The environment without anything that would change what a command does. */
const { VEBUS_PORT: _, NODE_OPTIONS: __, ...environment } = process.env

/** The code that the processes of a run of the tests have compiled, beside the bundle: the next start is faster by a third. */
const compiled = join(dirname(program), "../compiled")
mkdirSync(compiled, { recursive: true, mode: 0o700 })

/** Makes a folder for what a command learns of devices. There is nothing yet but the code that others have compiled. */
export const cache = (folder: string): string => {
  mkdirSync(folder, { mode: 0o700 })
  symlinkSync(compiled, join(folder, "compiled"), "junction")
  return folder
}

/** Where the commands keep what they learn of devices: each starts without. */
const caches = mkdtempSync(join(tmpdir(), "vebus-caches-"))
process.on("exit", () => rmSync(caches, { recursive: true, force: true }))
let started = 0

export interface Options {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Starts `vebus` with these words. */
export const start = (words: ReadonlyArray<string>, { env = {}, input }: Options = {}): Running => {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...environment, VEBUS_CACHE_DIR: cache(join(caches, String(started++))), ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
  })
  child.stdin?.end(input)
  const { texts, hear, line } = make(words)
  child.stdout?.setEncoding("utf8").on("data", (text: string) => hear("stdout", text))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => hear("stderr", text))
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, ...texts })))
  return { child, ended, line: (pattern) => line(pattern, ended) }
}

/** Runs `vebus` with these words to its end. */
export const run = (words: ReadonlyArray<string>, options?: Options): Promise<Ended> =>
  start(words, options).ended

/** Ends a running command as Ctrl-C does, and waits for it. */
export const stop = async ({ child, ended }: Running, signal: NodeJS.Signals = "SIGINT"): Promise<Ended> => {
  child.kill(signal)
  return ended
}
