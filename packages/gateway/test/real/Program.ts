/**
 * Programs of others for tests: each in a folder of its own and on ports of its own, asked until it is ready, and stopped in
 * the end. What it said stands in the error where it does not become ready.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as FreePort from "../FreePort.ts"

/** A folder that is gone in the end. */
export const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-real-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A port of this machine that nobody listens on. */
export const freePort: Effect.Effect<number> = Effect.promise(FreePort.freePort)

/** Machines differ: whatever is waited for this long does not come. Below the time of a test, so that it says what it was. */
const PATIENCE_MILLIS = 300_000
const AGAIN_MILLIS = 100
/** A program that takes this long to end hangs. */
const HANGS_MILLIS = 60_000

/** Asks until the answer is one. `what` names what is waited for; `isVain` tells that it will not come. */
export const until = <A>(
  what: () => string,
  ask: () => Promise<A | null | undefined | false>,
  isVain: () => boolean = () => false
): Effect.Effect<A> =>
  Effect.promise(async () => {
    const end = performance.now() + PATIENCE_MILLIS
    for (;;) {
      const answer = await ask().catch(() => null)
      if (answer !== null && answer !== undefined && answer !== false) return answer
      if (isVain() || performance.now() > end) throw new Error(`waited in vain: ${what()}`)
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS))
    }
  })

/** A program that runs. */
export interface Running {
  readonly process: ChildProcess
  /** What it said so far. */
  readonly said: () => string
}

/** Starts a program, and stops it in the end with SIGTERM. `isReady` is asked until it says so. */
export const running = (
  command: string,
  words: ReadonlyArray<string>,
  isReady: (said: string) => Promise<boolean>,
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.gen(function* () {
    let said = ""
    const started = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const process_ = spawn(command, words, {
          stdio: ["ignore", "pipe", "pipe"],
          env: { ...process.env, ...env }
        })
        for (const stream of [process_.stdout, process_.stderr])
          stream.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
        process_.on("error", (error) => (said += error.message))
        return process_
      }),
      (process_) =>
        Effect.promise(async () => {
          if (process_.exitCode !== null || process_.signalCode !== null || process_.pid === undefined) return
          const exit = once(process_, "exit")
          process_.kill("SIGTERM")
          // One that hangs would take the whole run along.
          const hangs = setTimeout(() => process_.kill("SIGKILL"), HANGS_MILLIS)
          await exit
          clearTimeout(hangs)
        })
    )
    yield* until(
      () => `${command} to be ready. It said: ${said}`,
      () => isReady(said),
      () => started.exitCode !== null || started.signalCode !== null || started.pid === undefined
    )
    return { process: started, said: () => said }
  })

/** Runs a program to its end. */
export const run = (command: string, words: ReadonlyArray<string>, input = "") => {
  const { status, stdout, stderr } = spawnSync(command, words, { input, encoding: "utf8" })
  return { status, stdout, stderr }
}

/** Runs a program to its end, while this one goes on: it may be what the program talks to. */
export const runBeside = async (command: string, words: ReadonlyArray<string>) => {
  const started = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  started.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")))
  started.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")))
  const [status] = (await once(started, "close")) as [number | null]
  return { status, stdout, stderr }
}
