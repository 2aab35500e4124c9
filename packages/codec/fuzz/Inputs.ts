/**
 * What the fuzzer feeds: rows of bytes with good, damaged and invented frames and noise in them, cut into chunks that
 * arrive at certain times.
 */
import { Framing } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Moment } from "../test/link/ReferenceDeframer.ts"
import { type Random, random } from "./Random.ts"

/** A good frame that was put in. */
export interface Planted {
  readonly offset: number
  readonly length: number
}

export interface Input {
  readonly bytes: Uint8Array
  readonly planted: ReadonlyArray<Planted>
  /** Whether all noise was drawn byte by byte, so that its checksums hold by chance alone. */
  readonly isPlainNoise: boolean
  readonly moments: ReadonlyArray<Moment>
}

type Bytes = ReadonlyArray<number>

/** Bytes that a frame is likely to start with, so that noise looks like frames. */
const likely: Bytes = [
  0x00, 0x02, 0x03, 0x05, 0x08, 0x0f, 0x1f, 0x84, 0x87, 0x9f, 0xff, 0xff, 0x20, 0x21, 0x3f, 0x41
]
const types: Bytes = [0xff, 0xff, 0xff, 0xff, 0x20, 0x20, 0x41, 0x40, 0x3c, 0x3f, 0x21, 0x38, 0x3d]
const letters: Bytes = Array.from("ADFHLNRSVWXYZxyzB", (letter) => letter.charCodeAt(0))

const noise = (draw: Random, length: number): Array<number> => Array.from({ length }, () => draw.byte())
const likelyNoise = (draw: Random, length: number): Array<number> =>
  Array.from({ length }, () => (draw.chance(0.7) ? draw.pick(likely) : draw.byte()))

/** LEN and CHK set right around bytes that stand where a payload stands, if they fit into a frame. */
const mended = (draw: Random, bytes: Bytes): Bytes => {
  const payload = bytes.slice(1, -1).slice(0, Framing.MAX_PAYLOAD - 2)
  if (payload.length < Framing.MIN_PAYLOAD) return bytes
  const leds = draw.chance(0.1) ? { on: draw.byte(), blink: draw.byte() } : null
  return [...Result.getOrThrow(Framing.encodePayload(Uint8Array.from(payload), leds))]
}

/** A frame of a known type and with a good sum, but with any content. */
const invented = (draw: Random): Bytes => {
  const payload = [draw.pick(types), ...noise(draw, 1 + draw.below(20))]
  if (payload[0] === 0xff) payload[1] = draw.pick(letters)
  return mended(draw, [0, ...payload, 0])
}

const flip = (draw: Random, bytes: Array<number>, bits: number): void => {
  for (let n = 0; n < bits; n++) {
    const at = draw.below(bytes.length)
    bytes[at] = bytes[at]! ^ (1 << draw.below(8))
  }
}

/** A frame with something wrong with it; half of the time its length and checksum say otherwise. */
const damaged = (draw: Random, corpus: ReadonlyArray<Uint8Array>): Bytes => {
  const bytes = [...draw.pick(corpus)]
  switch (draw.below(8)) {
    case 0:
      flip(draw, bytes, 1 + draw.below(4))
      break
    case 1:
      for (let n = draw.below(3); n >= 0; n--) bytes[draw.below(bytes.length)] = draw.byte()
      break
    case 2:
      bytes.length = 1 + draw.below(bytes.length)
      break
    case 3:
      bytes.push(...noise(draw, 1 + draw.below(6)))
      break
    case 4:
      bytes.splice(draw.below(bytes.length), draw.below(3), ...noise(draw, draw.below(3)))
      break
    case 5: {
      const other = draw.pick(corpus)
      bytes.splice(1 + draw.below(bytes.length), bytes.length, ...other.subarray(draw.below(other.length)))
      break
    }
    case 6:
      bytes[0] = draw.byte()
      break
    default:
      bytes[0] = bytes[0]! ^ 0x80
  }
  return draw.chance(0.5) ? mended(draw, bytes) : bytes
}

/** Pauses between chunks, many of them about as long as a candidate may wait, in milliseconds. */
const pauses: Bytes = [0, 0, 0, 4, 20, 100, 175, 200, 349, 350, 351, 1000]

/** The bytes in chunks, empty ones among them; mostly all at the same time. */
const chunked = (draw: Random, bytes: Uint8Array): ReadonlyArray<Moment> => {
  const isSlow = draw.chance(0.3)
  const moments: Array<Moment> = []
  let at = 0
  let start = 0
  const longest = 1 + draw.below(draw.chance(0.1) ? 4 : 40)
  while (start < bytes.length) {
    const end = Math.min(bytes.length, start + draw.below(longest + 1))
    at += isSlow ? draw.pick(pauses) : 0
    moments.push({ at, bytes: bytes.subarray(start, end) })
    start = end
  }
  return moments
}

/** The input with this number. */
export const input = (seed: number, index: number, corpus: ReadonlyArray<Uint8Array>): Input => {
  const draw = random(seed, index)
  const isPlainNoise = draw.chance(0.3)
  const bytes: Array<number> = []
  const planted: Array<Planted> = []
  for (let pieces = 1 + draw.below(4); pieces > 0; pieces--) {
    const kind = draw.below(8)
    if (kind < 3) {
      const frame = draw.pick(corpus)
      planted.push({ offset: bytes.length, length: frame.length })
      bytes.push(...frame)
    } else if (isPlainNoise) bytes.push(...(kind < 6 ? noise : likelyNoise)(draw, 1 + draw.below(24)))
    else if (kind < 6) bytes.push(...damaged(draw, corpus))
    else if (kind === 6) bytes.push(...invented(draw))
    else bytes.push(...Array.from({ length: 1 + draw.below(4) }, () => 0))
  }
  const whole = Uint8Array.from(bytes)
  return { bytes: whole, planted, isPlainNoise, moments: chunked(draw, whole) }
}
