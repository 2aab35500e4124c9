/**
 * A frame that is one code byte and a row of bytes whose meaning nobody has documented: it re-encodes to itself.
 * Bytes before the code that never vary are the prefix.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "./Codec.ts"
import { tooShort } from "./Failure.ts"
import { spare } from "./Read.ts"
import { Spare, Uint8 } from "./Words.ts"

/** Schema and both directions of such a frame. */
export const coded = <const Tag extends string>(tag: Tag, ...prefix: ReadonlyArray<number>) => {
  const schema = Schema.TaggedStruct(tag, { code: Uint8, data: Spare })
  type Coded = { readonly _tag: Tag; readonly code: number; readonly data: Spare }
  const head = prefix.length + 1
  const decode: Decode<Coded> = (bytes, start = 0, end = bytes.length) =>
    end - start < head
      ? tooShort(tag, start, head, end - start)
      : Result.succeed({ _tag: tag, code: bytes[start + head - 1]!, data: spare(bytes, start + head, end) })
  const encode = (value: Coded): Uint8Array => Uint8Array.of(...prefix, value.code, ...value.data)
  return { schema, decode, encode, codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode) }
}
