/**
 * The command line without a process: the entry that `main.ts` has, in the process of the test, with words, environment and
 * stdin of its own; what it wrote; its exit code. It takes a tenth of what a process takes.
 *
 * A run sees and changes nothing of the machine's user: its environment is `env` alone, and it has folders of its own for
 * state and cache unless `env` names others. Its streams are no terminals unless `terminal` says so. The process itself is shared: what is about
 * signals, keys, the current folder, or who has a port wants a process of its own (`Process.ts`). Each suite starts
 * one or two, to show that both ways agree.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable, Writable } from "node:stream"
import type { Meters } from "@vebus/gateway"
import type { Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Surroundings } from "../src/Surroundings.ts"
import * as Vebus from "../src/Vebus.ts"
import type { Options as ProcessOptions } from "./Process.ts"
import { type Ended, make } from "./Written.ts"

export type { Ended }

export interface Options extends ProcessOptions {
  /** The size of the terminal that stdout is, one without colours or keys. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
  /** What is behind the port, whichever is named: nothing is opened. */
  readonly port?: Transport.Transport["Service"]
  /** The readings of the meter, whichever is named: nobody is asked. */
  readonly meter?: ReturnType<typeof Meters.readings>
}

const folder = mkdtempSync(join(tmpdir(), "vebus-in-process-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
let started = 0

/** A command that runs. */
export interface Running {
  readonly ended: Promise<Ended>
  /** Waits for a line of stdout or stderr that matches. Fails when the command ends first. */
  readonly line: (pattern: RegExp) => Promise<string>
  /** Ends it as Ctrl-C does, and waits for it. */
  readonly stop: () => Promise<Ended>
}

/** The streams and the environment of a run, and what it writes. */
const prepare = (words: ReadonlyArray<string>, { env = {}, input, terminal, port, meter }: Options) => {
  const own = join(folder, String(started++))
  const written = make(words)
  const stream = (name: "stdout" | "stderr") =>
    new Writable({
      decodeStrings: false,
      write: (text: string | Uint8Array, _, done) => {
        written.hear(name, text.toString())
        done()
      }
    })
  const around = {
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    stdout: Object.assign(
      stream("stdout"),
      terminal === undefined
        ? {}
        : { ...terminal, isTTY: true, hasColors: () => false, getColorDepth: () => 1 }
    ),
    stderr: stream("stderr"),
    env: { VEBUS_CACHE_DIR: join(own, "cache"), VEBUS_STATE_DIR: join(own, "state"), ...env },
    ...(port === undefined ? {} : { portOf: () => port }),
    ...(meter === undefined ? {} : { readingsOf: () => meter })
  }
  return { ...written, program: Vebus.program(words, around as unknown as Surroundings) }
}

/** Starts `vebus` with these words. */
export const start = (words: ReadonlyArray<string>, options: Options = {}): Running => {
  const { texts, line, program } = prepare(words, options)
  const fiber = Effect.runFork(program)
  const ended = Effect.runPromise(Fiber.await(fiber)).then((exit): Ended => ({
    code: Vebus.exitCode(exit),
    ...texts
  }))
  return {
    ended,
    line: (pattern) => line(pattern, ended),
    stop: async () => {
      await Effect.runPromise(Fiber.interrupt(fiber))
      return ended
    }
  }
}

/** Runs `vebus` with these words to its end. */
export const run = (words: ReadonlyArray<string>, options?: Options): Promise<Ended> =>
  start(words, options).ended

/** The same on the clock of the test. */
export const onClock = (words: ReadonlyArray<string>, options: Options = {}): Effect.Effect<Ended> =>
  Effect.suspend(() => {
    const { texts, program } = prepare(words, options)
    return Effect.map(Effect.exit(program), (exit) => ({ code: Vebus.exitCode(exit), ...texts }))
  })
