/**
 * A host for the pure simulator: it writes frames, lets time pass, and keeps what came back. Its clock is a number.
 */
import { assert } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import { type Change, type Line, Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"

export const bytes = (hex: string): Uint8Array => Result.getOrThrow(Hex.fromHex(hex))

/** Requests of any host at its start, in hexadecimal: V, A, L, F 0 and F 1. */
export const usual = ["02 FF 56 A9", "04 FF 41 01 00 BB", "02 FF 4C B3", "03 FF 46 00 B8", "03 FF 46 01 B7"]

/** The content of a frame that the adapter has sent. It must be a good one. */
export const content = (sent: Line.Sent): Frames.Reply =>
  Result.getOrThrow(Frames.decodeReplyFrame(sent.bytes)).content

/** Everything sent, in hexadecimal. */
export const hexes = (sent: ReadonlyArray<Line.Sent>): ReadonlyArray<string> =>
  sent.map((frame) => Hex.toHex(frame.bytes))

/** Asserts that a value has these fields among its own. */
export const assertIncludes = (actual: unknown, fields: object): void =>
  assert.deepInclude(actual as object, fields)

export interface Host {
  /** Writes bytes, waits until whatever answers them has come, and gives the answers. */
  readonly ask: (request: string | Frames.Request) => ReadonlyArray<Line.Sent>
  /** The answers in hexadecimal. */
  readonly askHex: (request: string | Frames.Request) => ReadonlyArray<string>
  /** The only answer, decoded. */
  readonly askOne: (request: string | Frames.Request) => Frames.Reply
  /** Writes bytes now and gives what had been sent by now. */
  readonly write: (written: Uint8Array) => ReadonlyArray<Line.Sent>
  /** Lets time pass, and gives what was sent in it. */
  readonly wait: (millis: number) => ReadonlyArray<Line.Sent>
  /** Makes a change from outside, and lets a second pass in which it shows. */
  readonly change: (change: Change.Change) => ReadonlyArray<Line.Sent>
  readonly state: () => Simulator.State
}

/** Long enough for any answer of a paced line to a single request. */
const ANSWER_MILLIS = 400

/** Version frames that come unasked are kept apart from answers: they tell no truth. */
const isAnswer = (sent: Line.Sent): boolean =>
  sent.truth !== undefined || !(isNoise(sent) || content(sent)._tag === "VersionReply")

/** Zeros on the line when the adapter starts. */
const isNoise = ({ bytes }: Line.Sent): boolean => bytes.every((byte) => byte === 0)

export const host = (options?: Simulator.Options): Host => {
  let state = Simulator.make(options)
  const step = (at: number, written?: Uint8Array) => {
    const [next, sent] = Simulator.step(state, at, written)
    state = next
    return sent
  }
  const wait = (millis: number) => step(state.now + millis)
  const write = (written: Uint8Array) => step(state.now, written)
  const ask = (request: string | Frames.Request) => {
    const written = typeof request === "string" ? bytes(request) : Result.getOrThrow(Frames.toWire(request))
    return [...write(written), ...wait(ANSWER_MILLIS)].filter(isAnswer)
  }
  return {
    ask,
    askHex: (request) => hexes(ask(request)),
    askOne: (request) => {
      const answers = ask(request)
      if (answers.length !== 1) throw new Error(`expected one answer, got: ${hexes(answers).join(" | ")}`)
      return content(answers[0]!)
    },
    write,
    wait,
    change: (change) => {
      state = Simulator.control(state, change)
      return wait(1000)
    },
    state: () => state
  }
}

/** Runs a simulation over rows of (milliseconds to wait, bytes to write), and gives all that was sent. */
export const run = (
  start: Simulator.State,
  script: ReadonlyArray<readonly [wait: number, written: Uint8Array]>
): readonly [Simulator.State, ReadonlyArray<Line.Sent>] => {
  let state = start
  const all: Array<Line.Sent> = []
  for (const [wait, written] of script) {
    const [next, sent] = Simulator.step(state, state.now + wait, written)
    all.push(...sent)
    state = next
  }
  return [state, all]
}
