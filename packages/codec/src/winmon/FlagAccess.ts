/**
 * Flag access levels, winmon 0x3C: the access level that each bit of a flag word needs.
 *
 *     3C idLo idHi        request
 *     9E id l0 ... l7     reply, bits 0 to 7
 *     9F id l8 ... l15    second frame, bits 8 to 15
 *
 * Reference: protocol.md 4.4, 4.5.11.
 *
 * @example 05 FF 58 3C 00 00 68 - access levels of flag word 0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare } from "../bytes/Read.ts"
import { Uint8 } from "../bytes/Words.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

/** The winmon code of a request. */
export const CODE = 0x3c
/** The code of the reply with bits 0 to 7. */
export const LOW_REPLY_CODE = 0x9e
/** The code of the reply with bits 8 to 15. */
export const HIGH_REPLY_CODE = 0x9f

const byId = idRequest("FlagAccessRequest", CODE)
/** Asks for the access levels of a flag word. */
export const Request = byId.schema
export type Request = typeof Request.Type

/** `request` asks for the access levels of a flag word; the others read and write such requests. */
export const { make: request, decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = byId

/** The access levels of eight bits, low or high half of the word. */
export const Reply = Schema.TaggedStruct("FlagAccessReply", {
  half: Schema.Literals(["low", "high"]),
  id: Uint8,
  levels: Schema.Array(Uint8)
})
export type Reply = typeof Reply.Type

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("FlagAccessReply", start, 2, end - start)
    : Result.succeed({
        _tag: "FlagAccessReply",
        half: bytes[start] === HIGH_REPLY_CODE ? "high" : "low",
        id: bytes[start + 1]!,
        levels: spare(bytes, start + 2, end)
      })

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(value.half === "high" ? HIGH_REPLY_CODE : LOW_REPLY_CODE, value.id, ...value.levels)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
