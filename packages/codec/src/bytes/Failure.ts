/**
 * Why bytes could not be decoded: plain tagged values with what was expected, what was found, and where.
 * They are values, not exceptions; error classes start in the runtime. Reference: decisions.md 3.
 */
import { hexByte } from "./Hex.ts"

/** Any reason why bytes could not be decoded. */
export type DecodeFailure =
  /** Fewer bytes than the frame has fields. `expected` and `found` count the bytes from `offset` on. */
  | {
      readonly _tag: "TooShort"
      readonly frame: string
      readonly offset: number
      readonly expected: number
      readonly found: number
    }
  /** A length byte that no frame has, or that disagrees with the bytes present. */
  | {
      readonly _tag: "BadLength"
      readonly offset: number
      readonly expected: string
      readonly found: number
    }
  /** The bytes do not add up. `expected` is the checksum that they should have had. */
  | {
      readonly _tag: "BadChecksum"
      readonly offset: number
      readonly expected: number
      readonly found: number
    }
  /** A byte that contradicts the frame it stands in. */
  | {
      readonly _tag: "UnexpectedValue"
      readonly frame: string
      readonly offset: number
      readonly expected: string
      readonly found: number
    }

/** Fewer bytes than the frame has fields. */
export const tooShort = (frame: string, offset: number, expected: number, found: number): DecodeFailure => ({
  _tag: "TooShort",
  frame,
  offset,
  expected,
  found
})

/** A length that no frame has. */
export const badLength = (offset: number, expected: string, found: number): DecodeFailure => ({
  _tag: "BadLength",
  offset,
  expected,
  found
})

/** The bytes do not add up. */
export const badChecksum = (offset: number, expected: number, found: number): DecodeFailure => ({
  _tag: "BadChecksum",
  offset,
  expected,
  found
})

/** A byte contradicts its frame. */
export const unexpectedValue = (
  frame: string,
  offset: number,
  expected: string,
  found: number
): DecodeFailure => ({ _tag: "UnexpectedValue", frame, offset, expected, found })

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
