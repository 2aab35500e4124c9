/**
 * Software version of the device, winmon 0x05 (and 0x06 for the second part of the short form).
 *
 *     05 [00 00]                         request, first part
 *     06 [00 00]                         request, second part; needed after a short reply only
 *     82 v0 v1 v2 v3 [more]              long reply: u32 and up to 13 further bytes
 *     82 v0 v1                           short reply, low word (up to three bytes when padded)
 *     83 v2 v3                           high word
 *
 * Four or more bytes after 82 mean that combined replies are on: this is the test for long mode.
 * Number AA BB CCC: type, model, firmware. The product id is AABB read as hexadecimal; from firmware 554 on the top
 * byte may be a sub-version. Reference: protocol.md 4.5.1.
 *
 * @example 09 FF 58 82 F0 68 28 00 07 01 96 - long: 2648304, then 07 01
 * @example 05 FF 58 82 F0 68 CA - short: low word 68F0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bare } from "../bytes/Bare.ts"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare, uint16, uint32 } from "../bytes/Read.ts"
import { Spare, Uint16, Uint32 } from "../bytes/Words.ts"
import { quad, word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"

/** The winmon code of a request. */
export const CODE = 0x05
/** The winmon code of a `HighRequest`. */
export const HIGH_CODE = 0x06
/** The first byte of a reply. */
export const REPLY_CODE = 0x82
/** The code of a `HighReply`. */
export const HIGH_REPLY_CODE = 0x83

const low = bare("SoftwareVersionRequest", CODE)
const high = bare("SoftwareVersionHighRequest", HIGH_CODE)

/** Asks for the version, or its low word. */
export const Request = low.schema
export type Request = typeof Request.Type
/** Asks for the high word. */
export const HighRequest = high.schema
export type HighRequest = typeof HighRequest.Type

/** Asks for the version, or its low word. */
export const request: Request = low.value
/** Asks for the high word. */
export const highRequest: HighRequest = high.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = low
/** High requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeHighRequest, encode: encodeHighRequest, codec: highRequestCodec } = high

/** The whole version. */
export const LongReply = Schema.TaggedStruct("SoftwareVersionReply", {
  form: Schema.Literal("long"),
  version: Uint32,
  spare: Spare
})
/** The low word alone. */
export const ShortReply = Schema.TaggedStruct("SoftwareVersionReply", {
  form: Schema.Literal("short"),
  lowWord: Uint16,
  spare: Spare.check(Schema.isMaxLength(1))
})
/** The reply to a `Request`, in either form. */
export const Reply = Schema.Union([LongReply, ShortReply])
export type Reply = typeof Reply.Type

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  const size = end - start
  if (size < 3) return tooShort("SoftwareVersionReply", start, 3, size)
  return size >= 5
    ? Result.succeed({
        _tag: "SoftwareVersionReply",
        form: "long",
        version: uint32(bytes, start + 1),
        spare: spare(bytes, start + 5, end)
      })
    : Result.succeed({
        _tag: "SoftwareVersionReply",
        form: "short",
        lowWord: uint16(bytes, start + 1),
        spare: spare(bytes, start + 3, end)
      })
}

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array =>
  value.form === "long"
    ? Uint8Array.of(REPLY_CODE, ...quad(value.version), ...value.spare)
    : Uint8Array.of(REPLY_CODE, ...word(value.lowWord), ...value.spare)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** The high word. */
export const HighReply = Schema.TaggedStruct("SoftwareVersionHighReply", { highWord: Uint16, spare: Spare })
export type HighReply = typeof HighReply.Type

/** Reads a high reply; fails on too few bytes. */
export const decodeHighReply: Decode<HighReply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 3
    ? tooShort("SoftwareVersionHighReply", start, 3, end - start)
    : Result.succeed({
        _tag: "SoftwareVersionHighReply",
        highWord: uint16(bytes, start + 1),
        spare: spare(bytes, start + 3, end)
      })

/** The bytes of a high reply, from the winmon code on. */
export const encodeHighReply = (value: HighReply): Uint8Array =>
  Uint8Array.of(HIGH_REPLY_CODE, ...word(value.highWord), ...value.spare)

/** High replies from bytes and back, as a Schema. */
export const highReplyCodec = codec(HighReply, decodeHighReply, encodeHighReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request | HighRequest) => Traits.Traits = () => Traits.read

/** The version from the two words of the short form. */
export const joinWords = (lowWord: number, highWord: number): number => ((highWord << 16) | lowWord) >>> 0

/** The firmware number, 0 to 999: the version mod 1000, without the sub-version byte. */
export const firmware = (version: number): number => (version & 0xff_ffff) % 1000

/** The product id: the version div 1000 with its decimal digits read as hexadecimal, so 2648304 gives 0x2648. */
export const productId = (version: number): number =>
  Number.parseInt(String(Math.trunc((version & 0xff_ffff) / 1000)), 16)
