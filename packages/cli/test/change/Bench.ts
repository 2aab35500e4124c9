/**
 * A simulator of its own with everything that a change of it leaves behind: what is stored and what acts, the frames that
 * changed something, the journal. For tests.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll, assert, beforeAll } from "@effect/vitest"
import { Deframer, Frames, Hex } from "@vebus/codec"
import { Capture, Journal } from "@vebus/runtime"
import * as Result from "effect/Result"
import { Outcomes } from "@vebus/runtime/documents"
import * as Documents from "../look/Documents.ts"
import * as InProcess from "../InProcess.ts"
import { cache, type Ended, type Options, type Running, start } from "../Process.ts"
import * as Pty from "../monitor/Pty.ts"

/** A setting as it is stored, and as it acts. */
export interface Held {
  readonly stored: number
  readonly active: number
}

export interface Bench {
  /** A folder for the files of a test. */
  readonly file: (name: string) => string
  readonly env: Readonly<Record<string, string>>
  /** Runs `vebus` on this simulator to its end. */
  readonly vebus: (words: string | ReadonlyArray<string>, options?: Options) => Promise<Ended>
  /** The same as a process of its own. */
  readonly start: (words: string) => Running
  /** And on a terminal. */
  readonly terminal: (words: string) => Pty.OnTerminal
  /** Says something on the control channel. */
  readonly control: (request: object) => Promise<Record<string, unknown>>
  /** What the unit holds. */
  readonly setting: (id: number) => Promise<Held>
  /** All settings as they are stored. */
  readonly stored: () => Promise<Readonly<Record<string, number>>>
  /** The frames that changed something, since the last time that was asked; winmon frames as if under X. */
  readonly wire: () => ReadonlyArray<string>
  readonly journal: () => ReadonlyArray<Journal.Line>
  readonly stop: () => Promise<void>
}

interface Serving {
  readonly profile?: string
  readonly fault?: string
  readonly paced?: boolean
  /** Where the simulator listens: on a pseudo-terminal unless said otherwise. */
  readonly served?: "pty" | "tcp"
  /** The folder of somebody else's state. */
  readonly state?: string
}

const split = (words: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  typeof words === "string" ? words.split(" ") : words

const WINMON_X = 0x58
const isWinmon = (letter: number | undefined): boolean =>
  letter !== undefined && letter >= 0x58 && letter <= 0x5a

/** The frame under the letter X, whatever letter it went under. */
const underX = (frame: Uint8Array): Uint8Array => {
  if (frame[1] !== 0xff || !isWinmon(frame[2])) return frame
  const last = frame.length - 1
  return frame.map((byte, index) =>
    index === 2 ? WINMON_X : index === last ? (byte + frame[2]! - WINMON_X) & 0xff : byte
  )
}

/** The frames of a capture that change something, in order. */
const changesOf = (path: string): ReadonlyArray<string> => {
  const sent = Result.getOrThrow(Capture.parse(readFileSync(path, "utf8")))
    .lines.flatMap((line) => ("dir" in line && line.dir === "tx" ? [line.hex] : []))
    .join(" ")
  const [, events] = Deframer.step(Deframer.initial, 0, Result.getOrThrow(Hex.fromHex(sent)))
  return events.flatMap((event) => {
    if (event._tag === "Discarded") return []
    const request = Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)
    return Frames.traits(request).effect === "write" ? [Hex.toHex(underX(Deframer.copyBytes(event)))] : []
  })
}

/** Starts a simulator with a state folder of its own. */
export const make = async ({
  profile,
  fault,
  paced = false,
  served = "pty",
  state
}: Serving = {}): Promise<Bench> => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-change-"))
  const file = (name: string): string => join(folder, name)
  const simulator = InProcess.start([
    "simulate",
    ...(served === "pty" ? ["--pty", file("mk3")] : ["--tcp", "0"]),
    "--control",
    "0",
    "--record",
    file("traffic"),
    ...(paced ? [] : ["--unpaced"]),
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(fault === undefined ? [] : ["--fault", fault, "--seed", "7"])
  ])
  const env = {
    VEBUS_PORT: await simulator.line(served === "pty" ? /mk3$/ : /^tcp:/),
    VEBUS_STATE_DIR: state ?? file("state"),
    VEBUS_CACHE_DIR: cache(file("cache"))
  }
  const address = await simulator.line(/^control tcp:/)
  const socket = connect(Number(address.split(":").at(-1)), "127.0.0.1")
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  const control = async (request: object) => {
    socket.write(`${JSON.stringify(request)}\n`)
    return JSON.parse((await answers.next()).value as string) as Record<string, unknown>
  }
  const words = async (kind: "stored" | "active") => {
    const { units } = await control({ ask: "settings" })
    return (units as ReadonlyArray<Record<string, Readonly<Record<string, number>>>>)[0]![kind]!
  }
  let seen = 0
  return {
    file,
    env,
    vebus: (line, options) => InProcess.run(split(line), { ...options, env: { ...env, ...options?.env } }),
    start: (line) => start(split(line), { env }),
    terminal: (line) => Pty.start(split(line), { columns: 200, env }),
    control,
    setting: async (id) => ({ stored: (await words("stored"))[id]!, active: (await words("active"))[id]! }),
    stored: () => words("stored"),
    wire: () => {
      const all = changesOf(file("traffic"))
      const since = all.slice(seen)
      seen = all.length
      return since
    },
    journal: () => {
      const path = join(env.VEBUS_STATE_DIR, "journal.jsonl")
      return existsSync(path) ? Result.getOrThrow(Journal.parse(readFileSync(path, "utf8"))) : []
    },
    stop: async () => {
      socket.destroy()
      await simulator.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** A bench that the tests of a group share: begun before them, stopped after them. */
export const shared = (serving: Serving = {}): Bench => {
  let bench: Bench | undefined
  beforeAll(async () => {
    bench = await make(serving)
  })
  afterAll(() => bench?.stop())
  return new Proxy({} as Bench, { get: (_, key) => bench![key as keyof Bench] })
}

/** The names and ends of what the journal tells, in order. */
export const told = (lines: ReadonlyArray<Journal.Line>): ReadonlyArray<string> =>
  lines.map((line) => {
    switch (line.phase) {
      case "sending":
        return `${line.by}: ${line.what.name}: ${line.what.before} -> ${line.what.after}`
      case "holding":
        return `${line.by}: ${line.why} ${line.watts} W`
      case "done":
        return line.outcome._tag
    }
  })

/** The one document of stdout, which follows the schema of this name. */
export const documentOf = <A>(name: string, { stdout, stderr }: Ended): A => {
  assert.match(stdout, /^\{.*\}\n$/, stderr)
  const document: unknown = JSON.parse(stdout)
  assert.strictEqual((document as { readonly schema: string }).schema, name)
  assert.strictEqual(Documents.complaints(name, document), "")
  return document as A
}

/** The document of what became of a plan. */
export const outcomesOf = (ended: Ended): Outcomes.Outcomes => documentOf(Outcomes.SCHEMA, ended)

/** What is remembered of the units. */
export const memoryOf = ({ env }: Bench): unknown =>
  JSON.parse(readFileSync(join(env["VEBUS_STATE_DIR"]!, "eeprom.json"), "utf8"))
