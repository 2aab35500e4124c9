/**
 * RAM variable info, winmon 0x36: scale and offset of a RAM variable, constant per firmware version.
 *
 *     36 idLo idHi            request
 *     8E s s o o              long reply
 *     8E s s 8F o o [00]      short reply
 *     8E s s                  scale alone: 0 means unsupported, else the first half of a split pair
 *     8F o o                  the second half of a split pair
 *     8E                      unsupported, long mode
 *
 * The shape is decided by the content, never by what the mode is believed to be.
 * Reference: protocol.md 4.3, 4.5.4. What the words mean: `device/Scale.ts`.
 *
 * @example 07 FF 59 8E 9C 7F 00 00 F8 - long: 0.01 unsigned
 * @example 08 FF 57 8E 57 78 8F 00 01 B5 - short: 1/1961, offset 256
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { int16, spare } from "../bytes/Read.ts"
import { Int16, NONE, Spare } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

/** The winmon code of a request. */
export const CODE = 0x36
/** The first byte of a reply. */
export const REPLY_CODE = 0x8e
/** The code in front of the offset. */
export const OFFSET_CODE = 0x8f

const byId = idRequest("RamInfoRequest", CODE)
/** Asks for the info of a RAM variable. */
export const Request = byId.schema
export type Request = typeof Request.Type

/** `request` asks for the info of a RAM variable, id 0 to 255; the others read and write such requests. */
export const { make: request, decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = byId

/** Both words, in the long or in the short form. */
export const InfoReply = Schema.TaggedStruct("RamInfoReply", {
  form: Schema.Literals(["long", "short"]),
  scaleWord: Int16,
  offsetWord: Int16,
  spare: Spare
})
/** The scale word alone. */
export const ScaleReply = Schema.TaggedStruct("RamInfoReply", {
  form: Schema.Literal("scale"),
  scaleWord: Int16,
  spare: Spare
})
/** The offset word alone: the second half of a split pair. */
export const OffsetReply = Schema.TaggedStruct("RamInfoReply", {
  form: Schema.Literal("offset"),
  offsetWord: Int16,
  spare: Spare
})
/** No word at all: the variable is not supported. An odd lone byte is kept. */
export const EmptyReply = Schema.TaggedStruct("RamInfoReply", { form: Schema.Literal("empty"), spare: Spare })
/** Any form of the reply. */
export const Reply = Schema.Union([InfoReply, ScaleReply, OffsetReply, EmptyReply])
export type Reply = typeof Reply.Type

const tag = "RamInfoReply"

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  const data = end - start - 1
  if (data < 0) return tooShort(tag, start, 1, 0)
  if (bytes[start] === OFFSET_CODE) {
    return data < 2
      ? tooShort(tag, start, 3, data + 1)
      : Result.succeed({
          _tag: tag,
          form: "offset",
          offsetWord: int16(bytes, start + 1),
          spare: spare(bytes, start + 3, end)
        })
  }
  if (data < 2) return Result.succeed({ _tag: tag, form: "empty", spare: spare(bytes, start + 1, end) })
  const scaleWord = int16(bytes, start + 1)
  if (data >= 5 && bytes[start + 3] === OFFSET_CODE) {
    const offsetWord = int16(bytes, start + 4)
    return Result.succeed({
      _tag: tag,
      form: "short",
      scaleWord,
      offsetWord,
      spare: spare(bytes, start + 6, end)
    })
  }
  if (data >= 4) {
    const offsetWord = int16(bytes, start + 3)
    return Result.succeed({
      _tag: tag,
      form: "long",
      scaleWord,
      offsetWord,
      spare: spare(bytes, start + 5, end)
    })
  }
  return Result.succeed({
    _tag: tag,
    form: "scale",
    scaleWord,
    spare: data === 2 ? NONE : spare(bytes, start + 3, end)
  })
}

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array => {
  switch (value.form) {
    case "long":
      return Uint8Array.of(REPLY_CODE, ...word(value.scaleWord), ...word(value.offsetWord), ...value.spare)
    case "short":
      return Uint8Array.of(
        REPLY_CODE,
        ...word(value.scaleWord),
        OFFSET_CODE,
        ...word(value.offsetWord),
        ...value.spare
      )
    case "scale":
      return Uint8Array.of(REPLY_CODE, ...word(value.scaleWord), ...value.spare)
    case "offset":
      return Uint8Array.of(OFFSET_CODE, ...word(value.offsetWord), ...value.spare)
    case "empty":
      return Uint8Array.of(REPLY_CODE, ...value.spare)
  }
}

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
