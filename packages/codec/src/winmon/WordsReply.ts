/**
 * A winmon reply that is its code and a row of device words. An odd last byte is kept as spare.
 * Reference: protocol.md 4.4.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { raw16s, spare } from "../bytes/Read.ts"
import { NONE, Raw16, Spare } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"

/** Schema and both directions of a row of words. */
export const wordsReply = <const Tag extends string>(tag: Tag, code: number) => {
  const schema = Schema.TaggedStruct(tag, {
    valuesRaw: Schema.Array(Raw16),
    spare: Spare.check(Schema.isMaxLength(1))
  })
  type WordsReply = { readonly _tag: Tag; readonly valuesRaw: ReadonlyArray<Raw16>; readonly spare: Spare }
  const decode: Decode<WordsReply> = (bytes, start = 0, end = bytes.length) =>
    end - start < 1
      ? tooShort(tag, start, 1, 0)
      : Result.succeed({
          _tag: tag,
          valuesRaw: raw16s(bytes, start + 1, end),
          spare: (end - start) % 2 === 1 ? NONE : spare(bytes, end - 1, end)
        })
  const encode = (value: WordsReply): Uint8Array =>
    Uint8Array.of(code, ...value.valuesRaw.flatMap(word), ...value.spare)
  return { schema, decode, encode, codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode) }
}
