/**
 * Explains bytes: which of them form frames, what each field is, and what formed no frame and why.
 *
 *     bytes      deframed as a receiver would (`link/Deframer.ts`); everything is in exactly one piece, in order
 *     direction  given, or guessed from the bytes and their neighbours (`explain/Direction.ts`)
 *     fields     as the layouts of the frames have them (`explain/Spans.ts`)
 *     meaning    in the words of the fields, with the tables of the device (`explain/Phrases.ts`)
 *
 * Reference: protocol.md 2 to 4; style.md 18.
 *
 * @example 87 FF 58 86 34 81 1F 1F A9 - a setting reply of 0x8134 with a LED suffix that knows nothing
 */
import * as Result from "effect/Result"
import { message } from "./bytes/Failure.ts"
import { toHex } from "./bytes/Hex.ts"
import { type Direction, read, type Reading, settle } from "./explain/Direction.ts"
import * as Heads from "./explain/Heads.ts"
import { ledState, says } from "./explain/Phrases.ts"
import { type Field, spansOf, titleOf } from "./explain/Spans.ts"
import type * as Frames from "./Frames.ts"
import { checksum } from "./link/Checksum.ts"
import * as Deframer from "./link/Deframer.ts"
import { check, OVERHEAD } from "./link/Framing.ts"
import * as FrameType from "./link/FrameType.ts"
import * as LedSuffix from "./link/LedSuffix.ts"

export type { Direction } from "./explain/Direction.ts"

/** Some bytes of a frame and what they are. */
export interface Range {
  /** Position of the first byte in the input. */
  readonly offset: number
  readonly length: number
  /** The name of the field as in the decoded value; several with commas between when they share their bytes. */
  readonly field: string
  /** The bytes as hex. */
  readonly raw: string
  /** The meaning of the bytes, in words. */
  readonly meaning: string
  /** The unit of the meaning where it is a quantity. */
  readonly unit: string | null
  /** Fields that share these bytes, each by itself; absent when there is only one. */
  readonly shared?: ReadonlyArray<Shared>
}

/** One of several fields in the same bytes. */
export interface Shared {
  readonly field: string
  readonly meaning: string
  readonly unit: string | null
}

/** A frame, field by field. */
export interface ExplainedFrame {
  readonly _tag: "Frame"
  readonly offset: number
  readonly length: number
  readonly direction: Direction
  /** Whether nobody said who sent it. */
  readonly guessed: boolean
  /** Whether the bytes make as much sense the other way; a guess then rests on the frames around. */
  readonly fitsBoth: boolean
  /** A title of the frame, in a few words. */
  readonly title: string
  readonly raw: string
  readonly content: Frames.Request | Frames.Reply
  /** Every byte of the frame, in order. */
  readonly ranges: ReadonlyArray<Range>
}

/** Bytes that formed no frame, and why. */
export interface ExplainedDiscard {
  readonly _tag: "Discarded"
  readonly offset: number
  readonly length: number
  readonly raw: string
  readonly meaning: string
}
/** A frame, or bytes that are none. */
export type Explained = ExplainedFrame | ExplainedDiscard

/** A piece of the input: a frame read in both directions, or bytes that formed none. */
type Piece =
  | {
      readonly _tag: "Frame"
      readonly start: number
      readonly end: number
      readonly reading: Reading
    }
  | { readonly _tag: "Discarded"; readonly start: number; readonly end: number; readonly reason: Reason }

/** Why bytes formed no frame, and the candidate that tells most about it. */
interface Reason {
  readonly reason: Deframer.DiscardReason
  readonly at: number
}

/** Explains a row of bytes, which may hold any number of frames and anything else. Total. */
export const explain = (bytes: Uint8Array, direction?: Direction): ReadonlyArray<Explained> => {
  const pieces = piecesOf(bytes)
  const frames = pieces.filter((piece) => piece._tag === "Frame")
  const directions = settle({
    guesses: frames.map(({ reading }) => reading.guess),
    kinds: frames.map(({ start }) => toHex(bytes.subarray(start + 1, start + 3)))
  })
  let frame = 0
  return pieces.map((piece) =>
    piece._tag === "Frame"
      ? explainFrame(bytes, piece, direction ?? directions[frame++]!, direction === undefined)
      : {
          _tag: "Discarded",
          offset: piece.start,
          length: piece.end - piece.start,
          raw: toHex(bytes.subarray(piece.start, piece.end)),
          meaning: whyDiscarded(bytes, piece.start, piece.end, piece.reason)
        }
  )
}

/** The same piece of an input that has so many bytes more in front. */
export const shift = (piece: Explained, by: number): Explained =>
  piece._tag === "Discarded"
    ? { ...piece, offset: piece.offset + by }
    : {
        ...piece,
        offset: piece.offset + by,
        ranges: piece.ranges.map((range) => ({ ...range, offset: range.offset + by }))
      }

/** The frames and the bytes between them. The bytes between two frames are one piece, whatever the reason for each of them. */
const piecesOf = (bytes: Uint8Array): ReadonlyArray<Piece> => {
  const [state, found] = Deframer.step(Deframer.initial, 0, bytes)
  const pieces: Array<Piece> = []
  let start = 0
  for (const event of [...found, ...Deframer.end(state)[1]]) {
    const end = start + event.end - event.start
    const last = pieces.at(-1)
    if (event._tag === "Frame") {
      const payload = bytes.slice(start + 1, LedSuffix.payloadEnd(bytes, start, end))
      const reading = read(payload, LedSuffix.decode(bytes, start, end))
      pieces.push({ _tag: "Frame", start, end, reading })
    } else {
      const reason = { reason: event.reason, at: start }
      if (last?._tag === "Discarded")
        pieces[pieces.length - 1] = { ...last, end, reason: betterReason(bytes, last.reason, reason) }
      else pieces.push({ _tag: "Discarded", start, end, reason })
    }
    start = end
  }
  return pieces
}

/** How much a reason tells. A candidate of a known type came closest to being a frame. */
const weight = (bytes: Uint8Array, { reason, at }: Reason): number => {
  if (reason === "zero") return 0
  if (reason === "length") return 1
  return FrameType.isKnown(bytes[at + 1] ?? 0) ? 3 : 2
}

const betterReason = (bytes: Uint8Array, first: Reason, second: Reason): Reason =>
  weight(bytes, second) > weight(bytes, first) ? second : first

const whyDiscarded = (bytes: Uint8Array, start: number, end: number, { reason, at }: Reason): string => {
  const size = (bytes[at]! & 0x7f) + OVERHEAD
  const skipped = `skipped ${end - start} ${end - start === 1 ? "byte" : "bytes"}, looking for the next frame`
  switch (reason) {
    case "checksum": {
      const last = at + size - 1
      const expected = checksum(bytes, at, last)
      const where = at === start ? "" : `${toHex(bytes.subarray(at, at + size))}: `
      return `${where}${message({ _tag: "BadChecksum", offset: last, expected, found: bytes[last]! })}; ${skipped}`
    }
    case "stale":
      return `incomplete: the length byte ${toHex([bytes[at]!])} announces ${size} bytes, found ${bytes.length - at}`
    case "type": {
      const isSumGood = Result.isSuccess(check(bytes, at, at + size))
      return `frame type ${toHex([bytes[at + 1]!])} is not known${isSumGood ? ", though the checksum is right" : ""}; ${skipped}`
    }
    case "length":
      return `no frame starts with this length byte; ${skipped}`
    case "zero":
      return "stray zero bytes, as around a restart of the adapter"
  }
}

const explainFrame = (
  bytes: Uint8Array,
  { start, end, reading }: Extract<Piece, { readonly _tag: "Frame" }>,
  direction: Direction,
  guessed: boolean
): ExplainedFrame => {
  const payloadEnd = LedSuffix.payloadEnd(bytes, start, end)
  const payload = bytes.slice(start + 1, payloadEnd)
  const content = reading[direction]
  const leds = LedSuffix.decode(bytes, start, end)
  const range = (from: number, to: number, ...fields: ReadonlyArray<Field>): Range => ({
    offset: from,
    length: to - from,
    raw: toHex(bytes.subarray(from, to)),
    ...joined(fields)
  })
  return {
    _tag: "Frame",
    offset: start,
    length: end - start,
    direction,
    guessed,
    fitsBoth: reading.guess === null,
    title: titleOf(content),
    raw: toHex(bytes.subarray(start, end)),
    content,
    ranges: [
      range(start, start + 1, { field: "length", ...says(Heads.length(bytes[start]!)) }),
      ...spansOf(payload, content).map(({ from, to, fields }) =>
        range(start + 1 + from, start + 1 + to, ...fields)
      ),
      ...(leds === null
        ? []
        : [range(payloadEnd, end - 1, { field: "LED suffix", ...says(`LEDs ${ledState(leds)}`) })]),
      range(end - 1, end, { field: "checksum", ...says("good") })
    ]
  }
}

/** One field as it is; several that share their bytes in one line, and each by itself. */
const joined = (fields: ReadonlyArray<Field>): Omit<Range, "offset" | "length" | "raw"> => {
  const each = fields.map(({ field, text, unit }): Shared => ({ field, meaning: text, unit }))
  if (each.length === 1) return each[0]!
  return {
    field: each.map(({ field }) => field).join(", "),
    meaning: each.map(({ field, meaning }) => `${field} ${meaning}`).join(", "),
    unit: null,
    shared: each
  }
}
