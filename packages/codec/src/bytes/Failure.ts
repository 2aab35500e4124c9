/**
 * Why bytes could not be decoded: plain tagged values with what was expected, what was found, and where.
 * They are values, not exceptions; error classes start in the runtime. Reference: decisions.md 3.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { hexByte } from "./Hex.ts"

/** Fewer bytes than the frame has fields. `expected` and `found` count the bytes from `offset` on. */
export const TooShort = Schema.TaggedStruct("TooShort", {
  frame: Schema.String,
  offset: Schema.Int,
  expected: Schema.Int,
  found: Schema.Int
})
/** A length byte that no frame has, or that disagrees with the bytes present. */
export const BadLength = Schema.TaggedStruct("BadLength", {
  offset: Schema.Int,
  expected: Schema.String,
  found: Schema.Int
})
/** The bytes do not add up. `expected` is the checksum that they should have had. */
export const BadChecksum = Schema.TaggedStruct("BadChecksum", {
  offset: Schema.Int,
  expected: Schema.Int,
  found: Schema.Int
})
/** A byte that contradicts the frame it stands in. */
export const UnexpectedValue = Schema.TaggedStruct("UnexpectedValue", {
  frame: Schema.String,
  offset: Schema.Int,
  expected: Schema.String,
  found: Schema.Int
})
/** Any reason why bytes could not be decoded. */
export const DecodeFailure = Schema.Union([TooShort, BadLength, BadChecksum, UnexpectedValue])
export type DecodeFailure = typeof DecodeFailure.Type

/** Fails: fewer bytes than the frame has fields. */
export const tooShort = (frame: string, offset: number, expected: number, found: number) =>
  Result.fail<DecodeFailure>({ _tag: "TooShort", frame, offset, expected, found })

/** Fails: a length that no frame has. */
export const badLength = (offset: number, expected: string, found: number) =>
  Result.fail<DecodeFailure>({ _tag: "BadLength", offset, expected, found })

/** Fails: the bytes do not add up. */
export const badChecksum = (offset: number, expected: number, found: number) =>
  Result.fail<DecodeFailure>({ _tag: "BadChecksum", offset, expected, found })

/** Fails: a byte contradicts its frame. */
export const unexpectedValue = (frame: string, offset: number, expected: string, found: number) =>
  Result.fail<DecodeFailure>({ _tag: "UnexpectedValue", frame, offset, expected, found })

/** One sentence for people: what was expected, what was found, and where. */
export const message = (failure: DecodeFailure): string => {
  switch (failure._tag) {
    case "TooShort":
      return `${failure.frame}: expected at least ${failure.expected} bytes from byte ${failure.offset} on, found ${failure.found}`
    case "BadLength":
      return `length byte at byte ${failure.offset}: expected ${failure.expected}, found ${failure.found}`
    case "BadChecksum":
      return `checksum should be ${hexByte(failure.expected)}, found ${hexByte(failure.found)}`
    case "UnexpectedValue":
      return `${failure.frame}: expected ${failure.expected} at byte ${failure.offset}, found ${hexByte(failure.found)}`
  }
}
