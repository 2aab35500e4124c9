/**
 * A winmon reply that is its code and a row of bytes. Reference: protocol.md 4.4.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare } from "../bytes/Read.ts"
import { Spare } from "../bytes/Words.ts"

/** Schema and both directions of a reply with so many data bytes at least. */
export const dataReply = <const Tag extends string>(tag: Tag, code: number, minimum = 0) => {
  const schema = Schema.TaggedStruct(tag, { data: Spare.check(Schema.isMinLength(minimum)) })
  type DataReply = { readonly _tag: Tag; readonly data: Spare }
  const decode: Decode<DataReply> = (bytes, start = 0, end = bytes.length) =>
    end - start < 1 + minimum
      ? tooShort(tag, start, 1 + minimum, end - start)
      : Result.succeed({ _tag: tag, data: spare(bytes, start + 1, end) })
  /** The bytes of a reply, from the winmon code on. */
  const encode = (value: DataReply): Uint8Array => Uint8Array.of(code, ...value.data)
  return { schema, decode, encode, codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode) }
}
