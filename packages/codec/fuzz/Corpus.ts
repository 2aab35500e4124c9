/**
 * Good frames of every kind, as bytes: what mutations start from.
 */
import { FrameType } from "@vebus/codec"
import { replyFrames, requestFrames, type Row } from "@vebus/testing/arbitraries"
import fc from "fast-check"

/** Frames of every row of the tables of frames under test, so many of each. */
export const corpus = (seed: number, perRow: number): ReadonlyArray<Uint8Array> => {
  const sample = <A>({ arbitrary, encode }: Row<A>): ReadonlyArray<Uint8Array> =>
    fc.sample(arbitrary, { seed, numRuns: perRow }).map((value) => Uint8Array.from(encode(value)))
  return [...requestFrames.flatMap(sample), ...replyFrames.flatMap(sample)].filter((bytes) =>
    FrameType.isKnown(bytes[1]!)
  )
}
