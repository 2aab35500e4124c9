/**
 * Read a setting, winmon 0x31: the stored value, which a RAM-only write does not change.
 *
 *     31 idLo idHi      request; a one-byte id works too
 *     86 lo hi [more]   reply; from firmware 308 on further bytes are possible
 *
 * Reference: protocol.md 4.5.6.
 *
 * @example 05 FF 58 31 02 00 71 - read setting 2
 * @example 05 FF 58 86 A0 05 79 - 1440
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { raw16, spare } from "../bytes/Read.ts"
import { Raw16, Spare } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

/** The winmon code of a request. */
export const CODE = 0x31
/** The first byte of a reply. */
export const REPLY_CODE = 0x86

const byId = idRequest("ReadSettingRequest", CODE)
/** Asks for the stored value of a setting. */
export const Request = byId.schema
export type Request = typeof Request.Type
/** The stored value, raw. */
export const Reply = Schema.TaggedStruct("ReadSettingReply", { valueRaw: Raw16, spare: Spare })
export type Reply = typeof Reply.Type

/** `request` asks for the stored value of a setting, id 0 to 65535; the others read and write such requests. */
export const { make: request, decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = byId

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 3
    ? tooShort("ReadSettingReply", start, 3, end - start)
    : Result.succeed({
        _tag: "ReadSettingReply",
        valueRaw: raw16(bytes, start + 1),
        spare: spare(bytes, start + 3, end)
      })

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(REPLY_CODE, ...word(value.valueRaw), ...value.spare)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
