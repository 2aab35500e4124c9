/**
 * A row of the table of frames under test: the values of one frame, and the functions and the schema of its module.
 * The laws of `@vebus/testing/laws` run over rows; a codec of your own is tested by writing a row for it.
 */
import type { Failure } from "@vebus/codec"
import type * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type * as fc from "fast-check"

/** Reads a value from `bytes[start]` to `bytes[end - 1]`; by default from all bytes. */
type Decode<A> = (bytes: Uint8Array, start?: number, end?: number) => Result.Result<A, Failure.DecodeFailure>

/** Both directions of a frame as functions, and the transforming schema that joins them. */
export interface ByteCodec<A> {
  /** The bytes of a value. */
  encode(value: A): Uint8Array
  readonly decode: Decode<unknown>
  readonly codec: Schema.ConstraintCodec<unknown, Uint8Array>
}

/** One frame under test. Its arbitrary makes canonical values only: those that decoding can give. */
export interface Row<A> extends ByteCodec<A> {
  readonly name: string
  readonly arbitrary: fc.Arbitrary<A>
}

interface Tagged {
  readonly _tag: string
}
/** The value of a module that has this tag. */
type Member<Module extends Tagged, Tag> = Extract<Module, { readonly _tag: Tag }>
/** Its fields without the tag, form by form. */
type Untagged<Value> = Value extends unknown ? Omit<Value, "_tag"> : never

/** A row out of a tag, byte functions, and the fields that go with the tag. */
export const row = <Module extends Tagged, Tag extends Module["_tag"]>(
  tag: Tag,
  { encode, decode, codec }: ByteCodec<Module>,
  fields: fc.Arbitrary<Untagged<Member<Module, Tag>>>
): Row<Member<Module, Tag>> => ({
  name: tag,
  arbitrary: fields.map((value) => ({ _tag: tag, ...value }) as unknown as Member<Module, Tag>),
  encode,
  decode,
  codec
})

/** A row for each tag of a union: a frame without one does not type-check. */
export type Table<Frame extends Tagged> = { readonly [Tag in Frame["_tag"]]: Row<Member<Frame, Tag>> }

/** The rows of a table, each for itself. */
export const rows = <Frame extends Tagged>(table: Table<Frame>): ReadonlyArray<Row<Frame>> =>
  Object.values<Row<Frame>>(table)
