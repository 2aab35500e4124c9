/**
 * Byte streams with known frames inside, and the ways to cut them. A stream tells what was put in and where, so that a
 * test can ask whether all of it was found.
 */
import { FrameType, Frames } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"
import { replyFrame, requestFrame } from "./Frames.ts"

/** The sort of a piece of a stream. A truncated frame lacks its end, a corrupted one has one bit flipped behind its type. */
export type SegmentKind = "frame" | "noise" | "zeros" | "truncated" | "corrupted"

/** A piece of a stream: what it is, and where it begins. */
export interface Segment {
  readonly kind: SegmentKind
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Bytes, and the pieces they were put together from. */
export interface ByteStream {
  readonly bytes: Uint8Array
  readonly segments: ReadonlyArray<Segment>
}

/** Pieces put together. */
export const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)))

/** A whole frame as bytes, of either direction, of a frame type that a receiver out of lock accepts. */
export const frameBytes: fc.Arbitrary<Uint8Array> = fc
  .oneof(requestFrame.map(Frames.encodeRequestFrame), replyFrame.map(Frames.encodeReplyFrame))
  .map((bytes) => Result.getOrThrow(bytes))
  .filter((bytes) => FrameType.isKnown(bytes[1]!))

/** A frame with one bit flipped behind its frame type; bit numbers count around. */
export const flipBit = (bytes: Uint8Array, number: number): Uint8Array => {
  const bit = number % ((bytes.length - 2) * 8)
  return bytes.map((byte, index) => (index === 2 + (bit >> 3) ? byte ^ (1 << (bit & 7)) : byte))
}

const pieces = (kind: SegmentKind, weight: number, bytes: fc.Arbitrary<Uint8Array>) => ({
  weight,
  arbitrary: bytes.map((piece) => ({ kind, bytes: piece }))
})

const segment = fc.oneof(
  pieces("frame", 6, frameBytes),
  pieces("noise", 2, fc.uint8Array({ minLength: 1, maxLength: 12 })),
  pieces(
    "zeros",
    1,
    fc.integer({ min: 1, max: 4 }).map((size) => new Uint8Array(size))
  ),
  pieces(
    "truncated",
    2,
    fc.tuple(frameBytes, fc.nat(30)).map(([bytes, at]) => bytes.slice(0, 1 + (at % (bytes.length - 1))))
  ),
  pieces(
    "corrupted",
    2,
    fc.tuple(frameBytes, fc.nat(255)).map(([bytes, bit]) => flipBit(bytes, bit))
  )
)

/** Frames with noise, zeros, cut and damaged frames between them, up to so many pieces. */
export const byteStream = (maxSegments = 8): fc.Arbitrary<ByteStream> =>
  fc.array(segment, { maxLength: maxSegments }).map((parts) => {
    const segments: Array<Segment> = []
    let offset = 0
    for (const piece of parts) {
      segments.push({ ...piece, offset })
      offset += piece.bytes.length
    }
    return { bytes: concat(segments.map(({ bytes }) => bytes)), segments }
  })

/** Bytes that arrived together, and how long after those before them, in milliseconds. */
export interface Chunk {
  readonly afterMillis: number
  readonly bytes: Uint8Array
}

/** The same bytes in pieces, empty ones among them. */
export const cut = (bytes: Uint8Array, cuts: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const ends = [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end))
}

/** How many cuts are made at most. */
const MAX_CUTS = 12
const cuts = fc.array(fc.nat(0xffff), { maxLength: MAX_CUTS })

/** Every way to cut these bytes. */
export const chunks = (bytes: Uint8Array): fc.Arbitrary<ReadonlyArray<Uint8Array>> =>
  cuts.map((positions) => cut(bytes, positions))

/** A stream, cut. */
export const chunked = <S extends { readonly bytes: Uint8Array }>(
  stream: fc.Arbitrary<S>
): fc.Arbitrary<S & { readonly chunks: ReadonlyArray<Uint8Array> }> =>
  fc.tuple(stream, cuts).map(([value, positions]) => ({ ...value, chunks: cut(value.bytes, positions) }))

/** Pauses, many of them about as long as a candidate may wait. */
const pauses = fc.array(fc.constantFrom(0, 4, 20, 100, 175, 200, 349, 350, 351, 1000), {
  maxLength: MAX_CUTS + 1
})

/** A stream, cut, with pauses before the pieces. */
export const timed = <S extends { readonly bytes: Uint8Array }>(
  stream: fc.Arbitrary<S>
): fc.Arbitrary<S & { readonly chunks: ReadonlyArray<Chunk> }> =>
  fc.tuple(chunked(stream), pauses).map(([value, millis]) => ({
    ...value,
    chunks: value.chunks.map((bytes, index) => ({ afterMillis: millis[index] ?? 0, bytes }))
  }))
