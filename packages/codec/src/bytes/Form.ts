/**
 * One form of a frame: its fields in their places, and how many bytes it has.
 */
import { type DecodeFailure, tooShort, unexpectedValue } from "./Failure.ts"
import { allows, expectedOf, type Field, type Saying, type Shape, sizeOf } from "./Field.ts"

/** The inner workings of a format: what compiling or interpreting gives. */
export interface Functions<A> {
  /** The value of these bytes, or `undefined` when they contradict the format. */
  read(bytes: Uint8Array, start: number, end: number): A | undefined
  /** How many bytes a value takes. */
  size(value: A): number
  /** Writes so many bytes from `at` on. */
  write(value: A, bytes: Uint8Array, at: number): void
  /** Whether the value is one of this format, every number within its range. */
  is(value: unknown): boolean
}

/** A field in its place. */
export interface Placed {
  readonly key: string
  readonly shape: Shape
  readonly saying: Saying | null
  readonly fallback: unknown
  /** Its offset from the start; behind a row of words, that of the row. */
  readonly at: number
  /** Whether the next field begins behind it: all but bits of a byte that more bits follow. */
  readonly last: boolean
}

/** One form of a frame. */
export interface Form {
  readonly fields: ReadonlyArray<Placed>
  /** How many bytes it has at least and at most. */
  readonly min: number
  readonly max: number
}

/** Puts fields in their places, behind the bytes that a frame begins with. */
export const placed = (
  head: ReadonlyArray<number>,
  fields: Readonly<Record<string, Field<unknown, boolean>>>
): Form => {
  let at = head.length
  let min = at
  const entries = Object.entries(fields)
  const rows = entries.map(([key, { shape, saying, fallback }], index): Placed => {
    const next = entries[index + 1]?.[1].shape
    const last = !(shape._tag === "Bits" && next?._tag === "Bits" && next.shift > shape.shift)
    const here = { key, shape, saying, fallback, at, last }
    if (!last) return here
    at += shape._tag === "Bytes" ? shape.max : sizeOf(shape)
    min += sizeOf(shape)
    return here
  })
  const codes = head.map((byte, index): Placed => ({
    key: "code",
    shape: { _tag: "Fixed", byte },
    saying: null,
    fallback: undefined,
    at: index,
    last: true
  }))
  return {
    fields: [...codes, ...rows],
    min,
    max: rows.some(({ shape }) => shape._tag === "Words") ? Number.POSITIVE_INFINITY : at
  }
}

/** The form of a value: the one whose constants it has. */
export const formOf = (forms: ReadonlyArray<Form>, value: object): Form =>
  forms.find(({ fields }) =>
    fields.every(
      ({ key, shape }) => shape._tag !== "Constant" || (value as Record<string, unknown>)[key] === shape.value
    )
  ) ?? forms[0]!

/** Why none of the forms fits: too few bytes for any that the first bytes allow, or a byte that none allows. */
export const failureOf =
  (name: string, forms: ReadonlyArray<Form>) =>
  (bytes: Uint8Array, start: number, end: number): DecodeFailure => {
    const size = end - start
    const least = Math.min(...forms.map(({ min }) => min))
    if (size < least) return tooShort(name, start, least, size)
    const contrary = forms.map(({ fields }) =>
      fields.find(({ shape, at }) => at < size && !allows(shape, bytes[start + at]!))
    )
    const possible = forms.filter((_, index) => contrary[index] === undefined).map(({ min }) => min)
    if (possible.length > 0) return tooShort(name, start, Math.min(...possible), size)
    const at = Math.max(...contrary.map((place) => place!.at))
    const texts = contrary.flatMap((place) => (place!.at === at ? [expectedOf(place!.shape)] : []))
    // "89 to 8D" says all that "89" does.
    const expected = new Set(
      texts.filter((text) => !texts.some((other) => other !== text && other.startsWith(text)))
    )
    return unexpectedValue(name, start + at, [...expected].join(" or "), bytes[start + at]!)
  }

/** The bytes that can stand `at` bytes behind the start of any of the forms. */
export const codesAtOf =
  (forms: ReadonlyArray<Form>) =>
  (at: number): ReadonlyArray<number> => {
    const shapes = forms.flatMap(({ fields }) =>
      fields.flatMap(({ shape, at: place }) => (place === at && sizeOf(shape) > 0 ? [shape] : []))
    )
    const [first] = shapes
    // Families ask each of their members as they are made: nearly all begin with a byte that is theirs.
    if (shapes.length === 1 && first!._tag === "Fixed") return [first!.byte]
    return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
      shapes.some((shape) => allows(shape, byte))
    )
  }
