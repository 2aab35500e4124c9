/**
 * A winmon request that names one thing by a 16-bit id: `code idLo idHi`. Some hosts send the id in one byte.
 * Reference: protocol.md 4.5.6.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare, uint16 } from "../bytes/Read.ts"
import { NONE, Spare, Uint16 } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"

/** Schema, constructor and both directions of an id request. */
export const idRequest = <const Tag extends string>(tag: Tag, code: number) => {
  const schema = Schema.TaggedStruct(tag, { id: Uint16, idBytes: Schema.Literals([1, 2]), spare: Spare })
  type IdRequest = { readonly _tag: Tag; readonly id: number; readonly idBytes: 1 | 2; readonly spare: Spare }
  /** A request with this id, 0 to 65,535, in two bytes. */
  const make = (id: number): IdRequest => ({ _tag: tag, id, idBytes: 2, spare: NONE })
  const decode: Decode<IdRequest> = (bytes, start = 0, end = bytes.length) => {
    const size = end - start
    if (size < 2) return tooShort(tag, start, 2, size)
    return size === 2
      ? Result.succeed({ _tag: tag, id: bytes[start + 1]!, idBytes: 1, spare: NONE })
      : Result.succeed({
          _tag: tag,
          id: uint16(bytes, start + 1),
          idBytes: 2,
          spare: spare(bytes, start + 3, end)
        })
  }
  /** The bytes of a request, from the winmon code on. */
  const encode = (value: IdRequest): Uint8Array =>
    value.idBytes === 1
      ? Uint8Array.of(code, value.id, ...value.spare)
      : Uint8Array.of(code, ...word(value.id), ...value.spare)
  return {
    schema,
    make,
    decode,
    encode,
    codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode)
  }
}
