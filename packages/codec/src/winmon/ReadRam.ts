/**
 * Read RAM variables, winmon 0x30.
 *
 *     30 id1 [id2 ... id6]          request, one byte per id
 *     85 lo hi [lo hi ...]          reply, one word per id
 *
 * Old firmware answers the first id only; newer firmware takes a padding 00 for a second id. One unsupported id fails
 * the whole request with 90 (`Refusal.ts`). The reply does not say which ids it answers.
 * Reference: protocol.md 4.5.2. The words are scaled by `device/Scale.ts`.
 *
 * @example 09 FF 58 30 0E 0F 10 00 04 05 3A - read 14, 15, 16, 0, 4 and 5
 * @example 05 FF 57 85 C8 00 58 - 200
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare } from "../bytes/Read.ts"
import { NONE, Spare } from "../bytes/Words.ts"
import * as Traits from "../link/Traits.ts"
import * as RamIds from "./RamIds.ts"
import { wordsReply } from "./WordsReply.ts"

/** The winmon code of a request. */
export const CODE = 0x30
/** The first byte of a reply. */
export const REPLY_CODE = 0x85

/** Asks for one to six RAM variables by their ids. */
export const Request = Schema.TaggedStruct("ReadRamRequest", { ids: RamIds.RamIds, spare: Spare })
export type Request = typeof Request.Type

const reply = wordsReply("ReadRamReply", REPLY_CODE)
/** One raw word for each id. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Asks for one to six RAM variables. */
export const request = (ids: RamIds.RamIds): Request => ({ _tag: "ReadRamRequest", ids, spare: NONE })

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("ReadRamRequest", start, 2, end - start)
    : Result.succeed({
        _tag: "ReadRamRequest",
        ids: spare(bytes, start + 1, Math.min(end, start + 1 + RamIds.MAX)) as RamIds.RamIds,
        spare: spare(bytes, start + 1 + RamIds.MAX, end)
      })

/** The bytes of a request, from the winmon code on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(CODE, ...(value.ids as ReadonlyArray<number>), ...value.spare)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
