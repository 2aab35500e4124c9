/**
 * Fields: what can stand in a frame, as data. `Layout.ts` puts them in order; reading, writing, checking, the schema, the
 * explanation and the arbitrary of a frame follow from the shapes of its fields.
 *
 *     Number    bytes put together, in the order of their shifts   uint8 uint16 uint32 int16 raw8 raw16 raw24
 *     Byte      a byte that stands for a value of a table          named, only, choice
 *     Fixed     a byte that never varies and is no part of the value
 *     Bits      some bits; neighbours share a byte as long as they rise
 *     Bytes     a row of bytes: as many as said, up to the end of the frame
 *     Words     as many 16-bit words as the frame has; an odd byte is left to the field behind
 *     Constant  no byte: a key that tells forms of a frame apart
 */
import type * as Phrases from "../explain/Phrases.ts"
import { hexByte } from "./Hex.ts"
import type { OpenEnum, Unnamed } from "./OpenEnum.ts"
import { NONE, type Raw16, type Raw24, type Raw8 } from "./Words.ts"

/** A number of several bytes: byte `i` is shifted left by `order[i]` bits. */
export interface NumberShape {
  readonly _tag: "Number"
  readonly order: ReadonlyArray<number>
  readonly signed: boolean
}
/** A byte with a table of what it stands for; `undefined` where the byte contradicts the frame. */
export interface ByteShape {
  readonly _tag: "Byte"
  readonly values: ReadonlyArray<unknown>
  /** The byte of a value, or `undefined` when the table has no such value. */
  readonly byteOf: (value: unknown) => number | undefined
  readonly expected: string
}
/** A byte that never varies. */
export interface FixedShape {
  readonly _tag: "Fixed"
  readonly byte: number
}
/** Bits of a byte, as a number or as a boolean. */
export interface BitsShape {
  readonly _tag: "Bits"
  readonly shift: number
  readonly mask: number
  readonly flag: boolean
}
/** A row of bytes. */
export interface BytesShape {
  readonly _tag: "Bytes"
  readonly min: number
  readonly max: number
}
/** A row of 16-bit words. */
export interface WordsShape {
  readonly _tag: "Words"
}
/** A value without bytes. */
export interface ConstantShape {
  readonly _tag: "Constant"
  readonly value: unknown
}
/** The shape of a field on the wire. */
export type Shape = NumberShape | ByteShape | FixedShape | BitsShape | BytesShape | WordsShape | ConstantShape

/** The phrases that words are put together from; handed in, so that a decoder loads no table of a device. */
export type Vocabulary = typeof Phrases
/** The meaning of a value: plain words, or words with a unit. */
export type Said = string | Phrases.Meaning
type Element<A> = A extends ReadonlyArray<infer E> ? Exclude<E, undefined> : never

/** How a value is put into words; `row` is the frame around it. */
export interface Saying {
  /** Whether it is said of each element of a row, or of the whole value. */
  readonly each: boolean
  /** The words for a value, or for the element with this index. */
  readonly words: (value: never, row: never, phrases: Vocabulary, index: number) => Said
}

/** A field whose value is an `A`; with `D` a constructor may leave it out. */
export interface Field<A, D extends boolean = false> {
  readonly shape: Shape
  readonly saying: Saying | null
  readonly fallback: unknown
  /** The type of the value; there is nothing here at run time. */
  readonly Type: A
  readonly Defaulted: D
  /** Says what the value means, instead of what its shape says by itself. A string that stands for every value may do. */
  says<R = unknown>(
    words: string | ((value: Exclude<A, null>, row: R, phrases: Vocabulary) => Said)
  ): Field<A, D>
  /** Says what each element of a row means. */
  each<R = unknown>(
    words: (value: Element<A>, row: R, phrases: Vocabulary, index: number) => Said
  ): Field<A, D>
  /** The value when a constructor is given none. */
  or(fallback: A): Field<A, true>
}

const none = undefined as never

const field = <A, D extends boolean = false>(
  shape: Shape,
  fallback?: unknown,
  saying: Saying | null = null
): Field<A, D> => ({
  shape,
  saying,
  fallback,
  Type: none,
  Defaulted: none,
  says: (words) =>
    field(shape, fallback, { each: false, words: typeof words === "string" ? () => words : words }),
  each: (words) => field(shape, fallback, { each: true, words }),
  or: (value) => field(shape, value, saying)
})

const number = <A>(signed: boolean, ...order: ReadonlyArray<number>): Field<A> =>
  field({ _tag: "Number", order, signed })

/** 0 to 255. */
export const uint8 = number<number>(false, 0)
/** 0 to 65,535. */
export const uint16 = number<number>(false, 0, 8)
/** -32,768 to 32,767. */
export const int16 = number<number>(true, 0, 8)
/** 0 to 4,294,967,295. */
export const uint32 = number<number>(false, 0, 8, 16, 24)
/** The same, its high word first. */
export const uint32HighFirst = number<number>(false, 16, 24, 0, 8)
/** A byte before scaling. */
export const raw8 = number<Raw8>(false, 0)
/** A word before scaling. */
export const raw16 = number<Raw16>(false, 0, 8)
/** A 24-bit number before scaling, read as signed. */
export const raw24 = number<Raw24>(true, 0, 8, 16)

const everyByte: ReadonlyArray<number> = Array.from({ length: 256 }, (_, byte) => byte)

/** A byte with a name, known or not. */
export const named = <Name extends string>(names: OpenEnum<Name>): Field<Name | Unnamed> =>
  field({ _tag: "Byte", values: everyByte.map(names.decode), byteOf: names.byteOf, expected: "" })

/** A byte of which only some values belong to the frame. */
export const only = <A extends number>(
  expected: string,
  isAllowed: ((byte: number) => byte is A) | ((byte: number) => boolean)
): Field<A> =>
  field({
    _tag: "Byte",
    values: everyByte.map((byte) => (isAllowed(byte) ? byte : undefined)),
    byteOf: (value) => (typeof value === "number" && isAllowed(value) ? value : undefined),
    expected
  })

/** A byte that tells parts of an answer apart: its few values by their names. */
export const choice = <const Names extends Readonly<Record<string, number>>>(
  expected: string,
  names: Names
): Field<keyof Names & string> => {
  const byByte = Object.fromEntries(Object.entries(names).map(([name, byte]) => [byte, name]))
  return field({
    _tag: "Byte",
    values: everyByte.map((byte) => byByte[byte]),
    byteOf: (value) => (Object.hasOwn(names, value as string) ? names[value as string] : undefined),
    expected
  })
}

/** A byte that never varies. */
export const fixed = (byte: number): Field<void> => field({ _tag: "Fixed", byte })
/** A key that has no byte. */
export const constant = <const A>(value: A): Field<A> => field({ _tag: "Constant", value })
/** A key whose byte is not there, in the form of a frame that ends before it. */
export const absent: Field<null, true> = field({ _tag: "Constant", value: null }, null)
/** One bit. */
export const flag = (bit: number): Field<boolean> => field({ _tag: "Bits", shift: bit, mask: 1, flag: true })
/** Some bits as a number. */
export const bits = <A extends number>(shift: number, mask: number): Field<A> =>
  field({ _tag: "Bits", shift, mask, flag: false })
/** From `min` to `max` bytes, up to the end of the frame. */
export const bytes = (min = 0, max = Number.POSITIVE_INFINITY): Field<ReadonlyArray<number>> =>
  field({ _tag: "Bytes", min, max })
/** The same, with a type that says how many. */
export const tuple = <A extends ReadonlyArray<number | undefined>>(min: number, max: number): Field<A> =>
  field({ _tag: "Bytes", min, max })
/** As many 16-bit words before scaling as there are. */
export const words: Field<ReadonlyArray<Raw16>> = field({ _tag: "Words" })

/** Bytes behind the known fields, so that a frame encodes to itself: `max` at most. */
export const spare = (max = Number.POSITIVE_INFINITY): Field<ReadonlyArray<number>, true> =>
  field({ _tag: "Bytes", min: 0, max }, NONE)
/** No bytes behind the known fields. */
export const nothing: Field<readonly [], true> = field({ _tag: "Bytes", min: 0, max: 0 }, NONE)

/** A short address. */
export const address: Field<number> = uint8.says((value) => `device ${value}`)
/** The field as the id of a RAM variable. */
export const ramId = (id: Field<number>): Field<number> =>
  id.says((value, _, phrases) => phrases.ramVariable(value))
/** The field as the id of a setting. */
export const settingId = (id: Field<number>): Field<number> =>
  id.says((value, _, phrases) => phrases.setting(value))
/** The values of the RAM variables that were asked for, and an odd byte. */
export const ramWords = {
  valuesRaw: words.each((raw, _, phrases, index) =>
    phrases.rawWord(raw, `variable ${index + 1} of the request`)
  ),
  spare: spare(1)
}
/** A byte at least whose meaning nobody knows, and what follows it. */
export const someBytes = { head: uint8.says("not explained"), data: bytes() }

/** The bytes that a field takes at least. Bits are counted by the last of their byte. */
export const sizeOf = (shape: Shape): number => {
  switch (shape._tag) {
    case "Number":
      return shape.order.length
    case "Byte":
    case "Fixed":
    case "Bits":
      return 1
    case "Bytes":
      return shape.min
    case "Words":
    case "Constant":
      return 0
  }
}

/** The least and the greatest value of a number. */
export const limitsOf = ({ order, signed }: NumberShape): readonly [number, number] => {
  const count = 256 ** order.length
  return signed ? [-count / 2, count / 2 - 1] : [0, count - 1]
}

/** The expected value, in words, for a byte that contradicts its field. */
export const expectedOf = (shape: Shape): string =>
  shape._tag === "Fixed" ? hexByte(shape.byte) : shape._tag === "Byte" ? shape.expected : ""

/** Whether a byte can stand where the field begins. */
export const allows = (shape: Shape, byte: number): boolean =>
  shape._tag === "Fixed" ? shape.byte === byte : shape._tag !== "Byte" || shape.values[byte] !== undefined
