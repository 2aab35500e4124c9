/**
 * Plays the host's side of a transcript into the pure simulator and compares what the adapter sends, byte for byte. A
 * transcript is a script (`src/script/Text.ts`) seen from the other end; two kinds of comment set the stage:
 *
 *     # simulate {...}   the options of the simulation, before all else. `profile` is an id, or a document
 *     # change {...}     a change from outside (`src/Change.ts`), such as live values that are held
 *     > BYTES            the host sends these bytes
 *     < BYTES            the next frame of the adapter is this one
 *     wait TIME          time passes. Version frames that come unasked meanwhile need not stand in the transcript
 *     silence TIME       time passes, in which the adapter sends nothing at all
 *     close              the adapter is unplugged
 *
 * Every other frame that the adapter sends has to have its line.
 */
import { FrameType, Hex, Version } from "@vebus/codec"
import { Change, Profile, Script, Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"

/** A frame that the adapter has sent and no line has taken; `isIdle` when it came unasked. */
interface Found {
  readonly bytes: Uint8Array
  readonly isIdle: boolean
}

/** How long the answer to a request may take, in milliseconds. */
const ANSWER_MILLIS = 1500
/** How long the adapter has nothing to say behind the last line. */
const END_MILLIS = 300

const NO_FRAME = "no frame before this line"

const isVersion = (frame: Uint8Array): boolean => frame[1] === FrameType.MK2 && frame[2] === Version.LETTER

/** What stands behind a word at the beginning of a comment. */
const directive = (word: string, comment: string | null): unknown =>
  comment?.startsWith(`${word} {`) === true ? JSON.parse(comment.slice(word.length)) : undefined

const simulation = (options: unknown): Simulator.State => {
  const { profile, ...others } = options as { readonly profile: unknown }
  const document = typeof profile === "string" ? { extends: profile } : profile
  return Simulator.make({ ...others, profile: Result.getOrThrow(Profile.decode(document)) })
}

/** The bytes of a line, all of them written out. */
const bytesOf = (tokens: ReadonlyArray<Script.Token>): Uint8Array =>
  Uint8Array.from(tokens, (token) => {
    if (typeof token === "string") throw new Error(`a transcript has bytes only, not ${token}`)
    return token
  })

/** Where the adapter departs from a transcript: file, line, expected and found. Nothing when it keeps to it. */
export const play = (name: string, text: string): ReadonlyArray<string> => {
  const parsed = Script.parse(text)
  if (Result.isFailure(parsed)) return [`${name}: ${Script.parseMessage(parsed.failure)}`]
  const script = parsed.success
  const problems: Array<string> = []
  let state: Simulator.State | null = null
  let found: Array<Found> = []
  /** Whether an answer is due, rather than a version frame that comes unasked. */
  let hasAsked = false

  const running = (): Simulator.State => {
    if (state === null) throw new Error(`${name}: no "# simulate" before the first line`)
    return state
  }
  const step = (at: number, written?: Uint8Array): number => {
    const [next, sent, wakeAt] = Simulator.step(running(), at, written)
    state = next
    for (const { bytes, truth } of sent) {
      found.push({ bytes, isIdle: truth === undefined && isVersion(bytes) })
    }
    return wakeAt
  }
  const depart = (index: number, expected: string, frames: ReadonlyArray<Found>) => {
    const what = frames.map(({ bytes }) => Hex.toHex(bytes)).join(" | ")
    problems.push(`${name}, line ${index + 1}: expected ${expected}, found ${what === "" ? "nothing" : what}`)
  }
  /** No frame is left over but such as came unasked while time passed. */
  const settle = (index: number, expected: string) => {
    const left = found.filter(({ isIdle }) => !isIdle)
    if (left.length > 0) depart(index, expected, left)
    found = []
  }
  const next = (expected: Uint8Array): Found | undefined => {
    const until = running().now + ANSWER_MILLIS
    const mayBeIdle = isVersion(expected) && !hasAsked
    for (let wakeAt = step(running().now); ; wakeAt = step(wakeAt)) {
      if (!mayBeIdle) found = found.filter(({ isIdle }) => !isIdle)
      if (found.length > 0 || wakeAt > until) return found.shift()
    }
  }

  for (const [index, { step: line, comment }] of script.entries()) {
    const options = directive("simulate", comment)
    if (options !== undefined) state = simulation(options)
    const change = directive("change", comment)
    if (change !== undefined) state = Simulator.control(running(), Result.getOrThrow(Change.decode(change)))
    switch (line?._tag) {
      case undefined:
        break
      case "Expect":
        settle(index, NO_FRAME)
        hasAsked = true
        step(running().now, bytesOf(line.bytes))
        break
      case "Send": {
        const expected = bytesOf(line.bytes)
        const frame = next(expected)
        if (frame === undefined || Hex.toHex(frame.bytes) !== Hex.toHex(expected)) {
          depart(index, Hex.toHex(expected), frame === undefined ? [] : [frame])
        }
        break
      }
      case "Wait":
        hasAsked = false
        step(running().now + line.millis)
        break
      case "Silence":
        settle(index, NO_FRAME)
        step(running().now + line.millis)
        if (found.length > 0) depart(index, "silence", found)
        found = []
        break
      case "Close":
        state = Simulator.control(running(), { change: "bus", connected: false })
        break
    }
  }
  step(running().now + END_MILLIS)
  settle(script.length, "the end")
  return problems
}
