/**
 * Address, MK2 command `A`: selects the device that winmon commands reach.
 *
 *     d[0]  action   0 get, 1 set
 *     d[1]  address  0 to 31; in a get it carries nothing
 *
 * The reply echoes the action and the address now in force. Some adapters append a 00 to it.
 * Address 0, 1, 2 are the masters of phase L1, L2, L3. Reference: protocol.md 3.2.
 *
 * @example 04 FF 41 01 00 BB - set address 0, and its reply
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import { spare } from "../bytes/Read.ts"
import { NONE, Spare, Uint8 } from "../bytes/Words.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `A`. */
export const LETTER = 0x41

/** Byte positions in the payload. */
const p = { action: 2, address: 3, size: 4 } as const

/** What a request asks for. */
export const Action = openEnum({ 0: "get", 1: "set" })

const fields = { action: Action.schema, address: Uint8, spare: Spare }

/** Asks for the address in force, or selects one. */
export const Request = Schema.TaggedStruct("AddressRequest", fields)
export type Request = typeof Request.Type
/** The action and the address now in force. */
export const Reply = Schema.TaggedStruct("AddressReply", fields)
export type Reply = typeof Reply.Type

/** Asks for the address in force. */
export const get: Request = { _tag: "AddressRequest", action: "get", address: 0, spare: NONE }

/** Selects the device with this short address, 0 to 31. */
export const set = (address: number): Request => ({
  _tag: "AddressRequest",
  action: "set",
  address,
  spare: NONE
})

const decode =
  <const Tag extends string>(tag: Tag) =>
  (bytes: Uint8Array, start = 0, end = bytes.length) =>
    end - start < p.size
      ? tooShort(tag, start, p.size, end - start)
      : Result.succeed({
          _tag: tag,
          action: Action.decode(bytes[start + p.action]!),
          address: bytes[start + p.address]!,
          spare: spare(bytes, start + p.size, end)
        })

const encode = (value: Request | Reply): Uint8Array =>
  Uint8Array.of(FrameType.MK2, LETTER, Action.encode(value.action), value.address, ...value.spare)

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = decode("AddressRequest")
/** The bytes of a request, from the frame type on. */
export const encodeRequest: (value: Request) => Uint8Array = encode
/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = decode("AddressReply")
/** The bytes of a reply, from the frame type on. */
export const encodeReply: (value: Reply) => Uint8Array = encode
/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** A set is given longer than others: an answer after the time-out could pass for that to a later set (protocol.md 6.1). */
const setTraits: Traits.Traits = { ...Traits.adapterSet, timeoutMillis: 2000 }

/** A set changes only which device the adapter talks to. */
export const traits = ({ action }: Request): Traits.Traits =>
  action === "get" ? Traits.read : action === "set" ? setTraits : Traits.unknown
