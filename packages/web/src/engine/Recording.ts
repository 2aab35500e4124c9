/**
 * A recording (`vebus.capture/1`) as a source. Its frames are those of the file, with the times of the file; the live picture
 * comes from a replay that answers what is asked as it was answered then.
 */
import { Deframer, Hex } from "@vebus/codec"
import { Capture, Replay } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { SourceEvent } from "../Source.ts"
import type { Opened, Recipe, Refused, Tell } from "./Recipe.ts"

/** So many bytes are read: an hour of traffic is some 5 MB. */
const MOST_BYTES = 64_000_000
/** So many frames are told, the last ones. */
const MOST_FRAMES = 500

const refused = (message: string): Effect.Effect<never, Refused> => Effect.fail({ _tag: "Refused", message })

/** Characters that are not seen, or that turn the writing around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Foreign text as one line that shows what is in it. */
const shown = (text: string): string =>
  text.replaceAll(UNSEEN, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`)

const quoted = (text: string): string => `“${shown(text)}”`

type FrameEvent = Extract<SourceEvent, { readonly type: "frame" }>

/** The frames of a recording, and the bytes that formed none, in the order of the file. */
export const framesOf = ({ header, lines }: Capture.Capture): ReadonlyArray<FrameEvent> => {
  const started = Date.parse(header.started)
  const states = { rx: Deframer.initial, tx: Deframer.initial }
  return lines.flatMap((line) => {
    if (!("dir" in line)) return []
    const { dir, ms } = line
    const [next, events] = Deframer.step(states[dir], ms, Capture.bytesOf(line))
    states[dir] = next
    return events.map(({ buffer, start, end }) => ({
      type: "frame" as const,
      ms: (Number.isNaN(started) ? 0 : started) + ms,
      dir,
      hex: Hex.toHex(buffer.subarray(start, end))
    }))
  })
}

// Loaded while the file is read: later there may be no network.
const reads = import("./Reads.ts")

const opened = (name: string, capture: Capture.Capture): Opened => ({
  label: shown(name),
  capabilities: { history: false, frames: true, settings: "none", stage: false },
  transport: Replay.make(shown(name), capture),
  frames: (tell: Tell) => framesOf(capture).slice(-MOST_FRAMES).forEach(tell),
  answering: async () => (await reads).make
})

/** Reads a file. */
export const recipe: Recipe = (what) =>
  Effect.gen(function* () {
    if (what.kind !== "capture") return yield* refused("this worker reads a recording")
    const { file } = what
    if (file.size > MOST_BYTES) {
      return yield* refused(
        `${quoted(file.name)} has ${file.size} bytes: expected a recording of at most ${MOST_BYTES}. Record a shorter time`
      )
    }
    const text = yield* Effect.promise(() => file.text())
    const capture = Capture.parse(text)
    if (Result.isFailure(capture)) {
      const { line, expected, found } = capture.failure
      return yield* refused(
        `${quoted(file.name)} is no recording. Line ${line}: expected ${expected}, found ${quoted(found)}. A recording is what "vebus record" and the page of frames write`
      )
    }
    return opened(file.name, capture.success)
  })
