/**
 * Version, MK2 command `V`: the adapter's version and heartbeat. Sent in answer to a request, and unasked when the
 * line has been idle for about a second; it may come between any request and its reply.
 *
 *     d[0..3]  version  u32: type x 1000 + firmware (1130 = MK2, 1170 = MK3)
 *     d[4]     mode     00-1F: the address selected with A; 42 'B': none yet; 57 'W': another mode
 *
 * A mode that is not the address set earlier means that the adapter restarted. Reference: protocol.md 1.3, 3.3.
 *
 * @example 07 FF 56 24 DB 11 00 42 52 - MK3 with firmware 212, no address selected
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bare } from "../bytes/Bare.ts"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { spare, uint32 } from "../bytes/Read.ts"
import { Spare, Uint32, Uint8 } from "../bytes/Words.ts"
import { quad } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `V`. */
export const LETTER = 0x56

/** Byte positions in the payload. */
const p = { version: 2, mode: 6, size: 7 } as const

/** The mode byte of an adapter on which no address has been selected. */
export const NO_ADDRESS = 0x42

const bareRequest = bare("VersionRequest", FrameType.MK2, LETTER)
/** Asks for the version. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type
/** Version number and mode byte of the adapter. */
export const Reply = Schema.TaggedStruct("VersionReply", { version: Uint32, mode: Uint8, spare: Spare })
export type Reply = typeof Reply.Type

/** Asks for the version. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("VersionReply", start, p.size, end - start)
    : Result.succeed({
        _tag: "VersionReply",
        version: uint32(bytes, start + p.version),
        mode: bytes[start + p.mode]!,
        spare: spare(bytes, start + p.size, end)
      })

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(FrameType.MK2, LETTER, ...quad(value.version), value.mode, ...value.spare)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read

/** The address selected with `A`, 0 to 31, or `null` when none is. */
export const selectedAddress = (reply: Reply): number | null => (reply.mode <= 0x1f ? reply.mode : null)

/** Version number div 1000: 1130 is an MK2, 1170 an MK3. */
export const adapterType = (reply: Reply): number => Math.trunc(reply.version / 1000)

/** Version number mod 1000. */
export const firmware = (reply: Reply): number => reply.version % 1000
