/**
 * Winmon codes that nobody has documented: kept with their bytes, so that they re-encode to themselves. A code below
 * 80 in what the adapter sends is an echo of the host's own request. Reference: protocol.md 4.1, 4.4, 10.
 *
 * @example 05 FF 58 81 00 00 23 - reply 81, LED status, content unknown
 */
import { coded } from "../bytes/Coded.ts"
import * as Traits from "../link/Traits.ts"

const request = coded("UnknownWinmonRequest")
const reply = coded("UnknownWinmonReply")

/** A code of a host that nobody has documented. */
export const Request = request.schema
export type Request = typeof Request.Type
/** A code of a device that nobody has documented. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = request
/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** Treated as the most dangerous kind. */
export const traits: (request: Request) => Traits.Traits = () => Traits.unknown

/** Whether a reply is the host's own request coming back. */
export const isEcho = (value: Reply): boolean => value.code < 0x80
