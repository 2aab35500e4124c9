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

export const CODE = 0x3c
export const LOW_REPLY_CODE = 0x9e
export const HIGH_REPLY_CODE = 0x9f

const byId = idRequest("FlagAccessRequest", CODE)
export const Request = byId.schema
export type Request = typeof Request.Type

/** Asks for the access levels of a flag word. */
export const { make: request, decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = byId

export const Reply = Schema.TaggedStruct("FlagAccessReply", {
  half: Schema.Literals(["low", "high"]),
  id: Uint8,
  levels: Schema.Array(Uint8)
})
export type Reply = typeof Reply.Type

export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("FlagAccessReply", start, 2, end - start)
    : Result.succeed({
        _tag: "FlagAccessReply",
        half: bytes[start] === HIGH_REPLY_CODE ? "high" : "low",
        id: bytes[start + 1]!,
        levels: spare(bytes, start + 2, end)
      })

export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(value.half === "high" ? HIGH_REPLY_CODE : LOW_REPLY_CODE, value.id, ...value.levels)

export const replyCodec = codec(Reply, decodeReply, encodeReply)

export const traits: (request: Request) => Traits.Traits = () => Traits.read
