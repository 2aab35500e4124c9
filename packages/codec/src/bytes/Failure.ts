/**
 * Why bytes could not be decoded: plain tagged values with what was expected, what was found, and where.
 * They are values, not exceptions; error classes start in the runtime. Reference: decisions.md 3.
 */
import { hexByte } from "./Hex.ts"

/** Fewer bytes than the frame has fields. `expected` and `found` count the bytes from `offset` on. */
export const tooShort = (frame: string, offset: number, expected: number, found: number) =>
  ({ _tag: "TooShort", frame, offset, expected, found }) as const

/** A length byte that no frame has, or that disagrees with the bytes present. */
export const badLength = (offset: number, expected: string, found: number) =>
  ({ _tag: "BadLength", offset, expected, found }) as const

/** The bytes do not add up. `expected` is the checksum that they should have had. */
export const badChecksum = (offset: number, expected: number, found: number) =>
  ({ _tag: "BadChecksum", offset, expected, found }) as const

/** A byte that contradicts the frame it stands in. */
export const unexpectedValue = (frame: string, offset: number, expected: string, found: number) =>
  ({ _tag: "UnexpectedValue", frame, offset, expected, found }) as const

/** A value that its frame has no bytes for: a number outside its field, a row of another length. */
export const notEncodable = (frame: string) => ({ _tag: "NotEncodable", frame }) as const

// A type without a name of its own can be written out where this module cannot be named.
declare const reason:
  | ReturnType<typeof tooShort>
  | ReturnType<typeof badLength>
  | ReturnType<typeof badChecksum>
  | ReturnType<typeof unexpectedValue>
/** Any reason why bytes could not be decoded. */
export type DecodeFailure = typeof reason

/** Why a value could not be encoded. */
export type EncodeFailure = ReturnType<typeof badLength> | ReturnType<typeof notEncodable>

/** One sentence for people: what was expected, what was found, and where. */
export const message = (failure: DecodeFailure | EncodeFailure): string => {
  switch (failure._tag) {
    case "NotEncodable":
      return `${failure.frame}: expected values that fit into the fields of the frame`
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
