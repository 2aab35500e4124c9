/**
 * A frame that is nothing but its head: a command letter or a winmon code without data. Bytes behind the head are
 * kept, since some hosts pad with zeros.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "./Codec.ts"
import { tooShort } from "./Failure.ts"
import { spare } from "./Read.ts"
import { NONE, Spare } from "./Words.ts"

/** Schema, value and both directions of a frame whose head says it all. */
export const bare = <const Tag extends string>(tag: Tag, ...head: ReadonlyArray<number>) => {
  type Bare = { readonly _tag: Tag; readonly spare: Spare }
  const schema = Schema.TaggedStruct(tag, { spare: Spare })
  const value: Bare = { _tag: tag, spare: NONE }
  const decode: Decode<Bare> = (bytes, start = 0, end = bytes.length) =>
    end - start < head.length
      ? tooShort(tag, start, head.length, end - start)
      : Result.succeed(
          end - start === head.length ? value : { _tag: tag, spare: spare(bytes, start + head.length, end) }
        )
  const encode = (frame: Bare): Uint8Array => Uint8Array.of(...head, ...frame.spare)
  return {
    schema,
    value,
    decode,
    encode,
    codec: codec(schema, decode as Decode<(typeof schema)["Type"]>, encode)
  }
}
