/**
 * Frames relayed between adapter and bus whose content is a row of bytes: schema and both directions of one type.
 * Those of the odd frame types differ from the others in their checksum alone, which is the link's affair.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { hexByte } from "../bytes/Hex.ts"
import { spare } from "../bytes/Read.ts"
import { Spare, Uint8 } from "../bytes/Words.ts"

/** A frame of one type: the byte behind the type, which there always is, and the bytes that follow. */
export const busFrame = <const Tag extends string>(tag: Tag, frameType: number) => {
  const schema = Schema.TaggedStruct(tag, { head: Uint8, data: Spare })
  type BusFrame = { readonly _tag: Tag; readonly head: number; readonly data: Spare }
  const decode: Decode<BusFrame> = (bytes, start = 0, end = bytes.length) =>
    end - start < 2
      ? tooShort(tag, start, 2, end - start)
      : bytes[start] !== frameType
        ? unexpectedValue(tag, start, hexByte(frameType), bytes[start]!)
        : Result.succeed({ _tag: tag, head: bytes[start + 1]!, data: spare(bytes, start + 2, end) })
  /** The bytes of a frame, from the frame type on. */
  const encode = (value: BusFrame): Uint8Array => Uint8Array.of(frameType, value.head, ...value.data)
  return { schema, decode, encode, codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode) }
}
