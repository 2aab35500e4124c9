/**
 * The laws that every frame obeys, over a row of the table of frames under test.
 */
import { Framing, LedSuffix } from "@vebus/codec"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { flipBit, type Row } from "../arbitraries/index.ts"
import { expectEqual, law, type Laws } from "./Law.ts"

/** Arbitrary bytes, and the row's own frames with some bytes changed, cut off or added: those get further. */
const bytesFor = <A>(row: Row<A>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .tuple(
        row.arbitrary,
        fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 0xff })), { maxLength: 3 }),
        fc.option(fc.nat(40)),
        fc.uint8Array({ maxLength: 4 })
      )
      .map(([value, changes, end, tail]) => {
        const bytes = Uint8Array.of(...row.encode(value).subarray(0, end ?? undefined), ...tail)
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        return bytes
      })
  )

/** The same with LEN and CHK set right, as far as the bytes fit into a frame. */
const framesFor = <A>(row: Row<A>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      bytesFor(row).map((bytes) => bytes.slice(1, -1).subarray(0, Framing.MAX_PAYLOAD)),
      fc.boolean()
    )
    .filter(([payload]) => payload.length >= Framing.MIN_PAYLOAD)
    .map(([payload, suffix]) =>
      suffix && payload.length >= Framing.MIN_PAYLOAD + LedSuffix.SIZE
        ? Framing.encodePayload(payload.subarray(0, -2), { on: payload.at(-2)!, blink: payload.at(-1)! })
        : Framing.encodePayload(payload)
    )
    .map((bytes) => Result.getOrThrow(bytes))

const lawsOver = <A>(row: Row<A>, bytes: fc.Arbitrary<Uint8Array>): Laws => {
  const isValid = Schema.is(row.codec)
  const decodeBySchema = Schema.decodeUnknownResult(row.codec)
  const encodeBySchema = Schema.encodeUnknownResult(row.codec)
  return {
    "decode inverts encode": law(row.arbitrary, (value) =>
      expectEqual("decoded", row.decode(row.encode(value)), Result.succeed(value))
    ),
    "any bytes give a result": law(bytes, (input) =>
      expectEqual("is a Result", Result.isResult(row.decode(input)), true)
    ),
    "a decoded value satisfies its schema": law(bytes, (input) => {
      const decoded = row.decode(input)
      if (Result.isSuccess(decoded)) expectEqual("satisfies its schema", isValid(decoded.success), true)
    }),
    "a failure for want of bytes says how many, no more and no less": law(bytes, (input) => {
      const failure = Result.getOrNull(Result.flip(row.decode(input)))
      if (failure?._tag !== "TooShort") return
      // An address may stand behind what is too short: it is not counted.
      const behind = input.length - failure.offset - failure.found
      expectEqual("bytes counted are there", behind === 0 || behind === 1, true)
      const fails = (found: number): boolean => {
        const padded = new Uint8Array(failure.offset + found + behind)
        padded.set(input)
        return Equal.equals(row.decode(padded), Result.fail({ ...failure, found }))
      }
      expectEqual("one byte less fails", fails(failure.expected - 1), true)
      expectEqual("so many bytes fail", fails(failure.expected), false)
    }),
    "bytes are read in place, whatever stands around them": law(
      fc.tuple(fc.uint8Array({ maxLength: 4 }), bytes, fc.uint8Array({ maxLength: 4 })),
      ([before, input, behind]) => {
        const start = before.length
        const inPlace = row.decode(Uint8Array.of(...before, ...input, ...behind), start, start + input.length)
        const counted = Result.mapError(inPlace, (failure) => ({
          ...failure,
          offset: failure.offset - start
        }))
        expectEqual("decoded in place", counted, row.decode(input))
      }
    ),
    "the schema decodes as the function does": law(bytes, (input) =>
      expectEqual(
        "decoded by the schema",
        Result.getOrNull(decodeBySchema(input)),
        Result.getOrNull(row.decode(input))
      )
    ),
    "the schema encodes as the function does": law(row.arbitrary, (value) =>
      expectEqual("encoded by the schema", encodeBySchema(value), Result.succeed(row.encode(value)))
    )
  }
}

/** The laws of one frame module, whose bytes are a payload or a winmon command. */
export const codecLaws = <A>(row: Row<A>): Laws => lawsOver(row, bytesFor(row))

/** The laws of whole frames, LEN to CHK: those of a module, and those that the checksum gives. */
export const frameLaws = <A>(row: Row<A>): Laws => ({
  ...lawsOver(row, fc.oneof(bytesFor(row), framesFor(row))),
  "a frame whose checksum holds re-encodes to its own bytes": law(framesFor(row), (bytes) => {
    const decoded = row.decode(bytes)
    if (Result.isFailure(decoded)) throw new Error(`refused with ${fc.stringify(decoded.failure)}`)
    expectEqual("encoded", row.encode(decoded.success as A), bytes)
  }),
  "one bit flipped behind the frame type is never accepted": law(
    fc.tuple(row.arbitrary, fc.nat(255)),
    ([value, bit]) =>
      expectEqual("accepted", Result.isSuccess(row.decode(flipBit(row.encode(value), bit))), false)
  )
})
