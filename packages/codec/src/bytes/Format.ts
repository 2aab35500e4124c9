/**
 * Formats: what reads, writes and checks one kind of value. A layout (`Layout.ts`) is the format of one frame, a family
 * (`Family.ts`) that of frames which a byte tells apart, an envelope (`Envelope.ts`) that of a frame around another.
 */
import * as Result from "effect/Result"
import type { DecodeFailure } from "./Failure.ts"
import type { Vocabulary } from "./Field.ts"
import type { Form, Functions } from "./Form.ts"

/**
 * Reads a value from `bytes[start]` to `bytes[end - 1]`, in place. Total: any bytes give a value or a failure.
 * For MK2, info and bus frames `start` is the frame type `p[0]`; inside a winmon frame it is the winmon code.
 */
export type Decode<A> = (bytes: Uint8Array, start?: number, end?: number) => Result.Result<A, DecodeFailure>

/** The parts that a layout, a family of layouts and an envelope around one have in common. */
export interface Format<A> extends Functions<A> {
  readonly name: string
  /** The type of the value; there is nothing here at run time. */
  readonly Type: A
  /** Why `read` gave nothing. */
  failure(bytes: Uint8Array, start: number, end: number): DecodeFailure
  readonly decode: Decode<A>
  /** The bytes of a value. Total: an encoder trusts its type. */
  encode(value: A): Uint8Array
  /** The tags of its values. */
  readonly tags: ReadonlyArray<string>
  /** The bytes that can stand `at` bytes behind the start. */
  codesAt(at: number): ReadonlyArray<number>
}

/** The public pair of functions over the inner ones. */
export const format = <A, F extends Omit<Format<A>, "Type" | "decode" | "encode">>(
  inner: F
): F & Format<A> => ({
  ...inner,
  Type: undefined as A,
  decode: (bytes, start = 0, end = bytes.length) => {
    const value = inner.read(bytes, start, end)
    return value === undefined ? Result.fail(inner.failure(bytes, start, end)) : Result.succeed(value)
  },
  encode: (value) => {
    const bytes = new Uint8Array(inner.size(value))
    inner.write(value, bytes, 0)
    return bytes
  }
})

/** A title of a frame, in a few words. */
export type Title = (row: never, vocabulary: Vocabulary) => string

/** A frame with this tag, whose value is an `A` and is made from an `I`. */
export interface Layout<Tag extends string, A, I> extends Format<A> {
  readonly _tag: "Layout"
  readonly name: Tag
  readonly forms: ReadonlyArray<Form>
  readonly title: Title | null
  /** A value, with the defaults of the fields that are not given. */
  readonly make: {} extends I ? (fields?: I) => A : (fields: I) => A
  /** The same frame with a headline of its own. */
  titled(title: (row: A, vocabulary: Vocabulary) => string): Layout<Tag, A, I>
}

/** A layout whose type is not known. */
export interface AnyLayout extends Format<unknown> {
  readonly _tag: "Layout"
  readonly forms: ReadonlyArray<Form>
  readonly title: Title | null
}

/** Where a byte leads: to the function that reads the rest, or to another byte. */
export interface Route {
  readonly at: number
  /** By the byte that stands there. */
  readonly next: ReadonlyArray<Route | Format<unknown>["read"]>
}

/** A family, whose values are those of its members. */
export interface Family<A> extends Format<A> {
  readonly _tag: "Family"
  /** How its members are found; `null` when what does not fit its member is unknown. */
  readonly route: Route | null
  readonly members: ReadonlyArray<AnyFormat>
}

/** A frame that carries another: a letter in front of it, and perhaps an address behind. */
export interface Envelope<A> extends Format<A> {
  readonly _tag: "Envelope"
  /** The letters with their bytes, and those that announce an address. */
  readonly letters: Readonly<Record<string, number>>
  readonly addressed: Readonly<Record<string, number>> | null
  /** The key of what it carries. */
  readonly key: string
  readonly carried: AnyFormat
}

/** Any format, its type unknown. */
export type AnyFormat = AnyLayout | Family<unknown> | Envelope<unknown>
