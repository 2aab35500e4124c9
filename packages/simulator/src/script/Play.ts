/**
 * Plays a script: a pure step from a state, a time and what the host does to the next state and what the adapter does.
 * It ends when all lines have happened, or where the host departs from them.
 */
import { Checksum, Hex, WinmonEnvelope } from "@vebus/codec"
import { concat, NOTHING } from "../Bytes.ts"
import type { Script, Step, Token } from "./Text.ts"
import * as Text from "./Text.ts"

/** The acts of the host. */
export type Input =
  | { readonly _tag: "Opened" }
  | { readonly _tag: "Wrote"; readonly bytes: Uint8Array }
  | { readonly _tag: "Closed" }

/** The acts of the adapter. */
export type Output = { readonly _tag: "Sent"; readonly bytes: Uint8Array } | { readonly _tag: "Unplugged" }

/** How far a script has come. Lines count from 1; `expected` and `found` are as they stand in a script. */
export type Report =
  | { readonly _tag: "Finished" }
  | { readonly _tag: "Playing"; readonly line: number; readonly expected: string }
  | { readonly _tag: "Departed"; readonly line: number; readonly expected: string; readonly found: string }

/** The state from which the next step starts: a plain value. */
export interface State {
  /** How many lines have happened. */
  readonly line: number
  /** When the latest of them had happened, in milliseconds. */
  readonly since: number
  /** When the host did something last. */
  readonly heardAt: number
  readonly isOpen: boolean
  /** The bytes of the host that no line has taken. */
  readonly unread: Uint8Array
  /** The letter under which the host asked last. */
  readonly letter: number
  readonly departure: Extract<Report, { readonly _tag: "Departed" }> | null
}

/** The letter of whoever has not asked under any. */
const W = 0x57
/** Leaves of an addressed letter the one that its reply carries. */
const REPLY_LETTER = 0x5f
/** How much of what was found instead a report shows. */
const FOUND_BYTES = 33

/** Before the first line. Nothing happens until the port is opened. */
export const initial: State = {
  line: 0,
  since: 0,
  heardAt: 0,
  isOpen: false,
  unread: NOTHING,
  letter: W,
  departure: null
}

/** How far the script has come. */
export const report = (script: Script, state: State): Report => {
  if (state.departure !== null) return state.departure
  const index = nextIndex(script, state.line)
  const step = script[index]?.step
  return step === undefined || step === null
    ? { _tag: "Finished" }
    : { _tag: "Playing", line: index + 1, expected: Text.stepText(step) }
}

/** A report in one sentence, for people. */
export const message = (of: Report): string => {
  switch (of._tag) {
    case "Finished":
      return "the script was played to its end"
    case "Playing":
      return `script, line ${of.line}: waiting for ${of.expected}`
    case "Departed":
      return `script, line ${of.line}: expected ${of.expected}, found ${of.found}`
  }
}

/**
 * Goes on to a time, at which the host does something. Gives the next state, what the adapter has done by then, in
 * order, and when the next step is due though the host does nothing; infinite when it is the host's turn. Whatever the
 * adapter does takes `actMillis`.
 */
export const step = (
  script: Script,
  before: State,
  at: number,
  actMillis: number,
  input?: Input
): readonly [State, ReadonlyArray<Output>, wakeAt: number] => {
  if (input?._tag === "Opened" && before.departure !== null) {
    return [before, [{ _tag: "Unplugged" }], Number.POSITIVE_INFINITY]
  }
  const outputs: Array<Output> = []
  let state = input === undefined ? before : hear(script, before, at, input)
  while (state.isOpen) {
    const index = nextIndex(script, state.line)
    const next = script[index]?.step
    if (next === undefined || next === null) break
    const outcome = happen(next, state, at, actMillis)
    if (outcome._tag === "Wait") return [state, outputs, outcome.until]
    if (outcome._tag === "Depart") {
      const { found } = outcome
      const departure = { _tag: "Departed", line: index + 1, expected: Text.stepText(next), found } as const
      state = { ...state, departure, isOpen: false }
      outputs.push({ _tag: "Unplugged" })
    } else {
      state = { ...state, ...outcome.change, line: index + 1 }
      if (outcome.output !== null) outputs.push(outcome.output)
    }
  }
  return [state, outputs, Number.POSITIVE_INFINITY]
}

/** The first line from here on in which something happens. */
const nextIndex = (script: Script, line: number): number => {
  let index = line
  while (index < script.length && script[index]!.step === null) index++
  return index
}

const hear = (script: Script, state: State, at: number, input: Input): State => {
  switch (input._tag) {
    case "Opened":
      return { ...state, isOpen: true, since: at, heardAt: at, unread: NOTHING }
    case "Wrote":
      return state.isOpen ? { ...state, heardAt: at, unread: concat(state.unread, input.bytes) } : state
    case "Closed": {
      const now = report(script, state)
      return state.isOpen && now._tag === "Playing"
        ? {
            ...state,
            isOpen: false,
            departure: { ...now, _tag: "Departed", found: "the host closed the port" }
          }
        : { ...state, isOpen: false }
    }
  }
}

/** The result of the next line. */
type Outcome =
  | { readonly _tag: "Wait"; readonly until: number }
  | { readonly _tag: "Depart"; readonly found: string }
  | { readonly _tag: "Done"; readonly change: Partial<State>; readonly output: Output | null }

const done = (change: Partial<State>, output: Output | null = null): Outcome => ({
  _tag: "Done",
  change,
  output
})
const wait = (until: number): Outcome => ({ _tag: "Wait", until })
const depart = (found: Uint8Array): Outcome => ({
  _tag: "Depart",
  found: Hex.toHex(found.subarray(0, FOUND_BYTES))
})

const happen = (next: Step, state: State, at: number, actMillis: number): Outcome => {
  const { since, unread } = state
  const acts = since + actMillis
  const until = (end: number): Outcome => (at < end ? wait(end) : done({ since: end }))
  switch (next._tag) {
    case "Expect":
      return expect(next.bytes, state)
    case "Send":
      return at < acts
        ? wait(acts)
        : done({ since: acts }, { _tag: "Sent", bytes: fill(next.bytes, state.letter) })
    case "Wait":
      return until(since + next.millis)
    case "Silence":
      return unread.length > 0 ? depart(unread) : until(since + next.millis)
    case "Close":
      return at < acts ? wait(acts) : done({ since: acts, isOpen: false }, { _tag: "Unplugged" })
  }
}

/** Takes a line's bytes from those that the host has sent, as soon as all are there. */
const expect = (tokens: ReadonlyArray<Token>, state: State): Outcome => {
  const { unread } = state
  let letter = state.letter
  for (const [index, token] of tokens.entries()) {
    const byte = unread[index]
    if (byte === undefined) return wait(Number.POSITIVE_INFINITY)
    if (!matches(token, unread, index)) return depart(unread)
    if (token === "letter") letter = byte & REPLY_LETTER
  }
  return done({ since: Math.max(state.since, state.heardAt), letter, unread: unread.slice(tokens.length) })
}

const matches = (token: Token, bytes: Uint8Array, index: number): boolean => {
  switch (token) {
    case "any":
      return true
    case "letter":
      return WinmonEnvelope.isRequestLetter(bytes[index]!)
    case "checksum":
      return bytes[index] === Checksum.checksum(bytes, 0, index)
    default:
      return bytes[index] === token
  }
}

/** The bytes that the adapter sends. */
const fill = (tokens: ReadonlyArray<Token>, letter: number): Uint8Array => {
  const bytes = new Uint8Array(tokens.length)
  for (const [index, token] of tokens.entries()) {
    bytes[index] =
      token === "letter" ? letter : token === "checksum" ? Checksum.checksum(bytes, 0, index) : Number(token)
  }
  return bytes
}
