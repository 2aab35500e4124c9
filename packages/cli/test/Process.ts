/**
 * The command line as a process, as users start it: its output and its exit code.
 *
 * What is started is a bundle that is made once for a run of the tests (`.ci/bundle/forTests.mjs`).
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** The file of the bundled command line. */
    readonly vebus: string
  }
}

/** The file that starts `vebus`, for Node to run. */
export const program = inject("vebus")

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Waits for a line of stdout or stderr that matches. Fails when the process ends first. */
  readonly line: (pattern: RegExp) => Promise<string>
}

/** The environment without anything that would change what a command does. */
const { VEBUS_PORT: _, NODE_OPTIONS: __, ...environment } = process.env

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
    env: { ...environment, VEBUS_CACHE_DIR: join(caches, String(started++)), ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
  })
  child.stdin?.end(input)
  let stdout = ""
  let stderr = ""
  const listeners = new Set<() => void>()
  const hear = (text: string, isError: boolean) => {
    if (isError) stderr += text
    else stdout += text
    for (const listener of listeners) listener()
  }
  child.stdout?.setEncoding("utf8").on("data", (text: string) => hear(text, false))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => hear(text, true))
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  )
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = `${stdout}\n${stderr}`.split("\n").find((text) => pattern.test(text))
        if (found === undefined) return
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      void ended.then(() =>
        reject(new Error(`vebus ${words.join(" ")} ended before ${pattern}: ${stdout}${stderr}`))
      )
      look()
    })
  return { child, ended, line }
}

/** Runs `vebus` with these words to its end. */
export const run = (words: ReadonlyArray<string>, options?: Options): Promise<Ended> =>
  start(words, options).ended

/** Ends a running command as Ctrl-C does, and waits for it. */
export const stop = async ({ child, ended }: Running, signal: NodeJS.Signals = "SIGINT"): Promise<Ended> => {
  child.kill(signal)
  return ended
}
