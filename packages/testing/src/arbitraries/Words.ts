/**
 * The integers of the wire, open enumerations and rows of bytes, as arbitraries that shrink towards zero and empty.
 *
 * Payloads stay within 29 bytes, so that every one of them has room for an LED suffix: rows that stand behind known
 * fields are short, and `data` is the row of a frame that has nothing else.
 */
import type { Words } from "@vebus/codec"
import fc from "fast-check"

/** 0 to 255. */
export const uint8: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xff })
/** 0 to 65,535. */
export const uint16: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xffff })
/** -32,768 to 32,767. */
export const int16: fc.Arbitrary<number> = fc.integer({ min: -0x8000, max: 0x7fff })
/** 0 to 4,294,967,295. */
export const uint32: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xffff_ffff })

/** A raw byte of a device. */
export const raw8: fc.Arbitrary<Words.Raw8> = uint8.map((value) => value as Words.Raw8)
/** A raw word of a device. */
export const raw16: fc.Arbitrary<Words.Raw16> = uint16.map((value) => value as Words.Raw16)
/** A raw 24-bit number of a device, signed. */
export const raw24: fc.Arbitrary<Words.Raw24> = fc
  .integer({ min: -0x80_0000, max: 0x7f_ffff })
  .map((value) => value as Words.Raw24)

/** So many bytes at most, and at least as many as said. */
export const bytes = (maxLength: number, minLength = 0): fc.Arbitrary<Words.Spare> =>
  fc.array(uint8, { minLength, maxLength })

/** Bytes behind the known fields of a frame. */
export const spare = bytes(8)
/** Bytes that nobody has explained: the whole content of a frame. */
export const data = bytes(24)
/** No bytes. */
export const none: fc.Arbitrary<Words.Spare> = fc.constant([])

/** A byte by its name in an open enumeration, unknown ones included. */
export const name = <Name>(names: { readonly decode: (byte: number) => Name }): fc.Arbitrary<Name> =>
  uint8.map(names.decode)

/** The fields of a frame. */
export const fields = <Fields>(model: {
  readonly [Key in keyof Fields]: fc.Arbitrary<Fields[Key]>
}): fc.Arbitrary<Fields> => fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<Fields>
