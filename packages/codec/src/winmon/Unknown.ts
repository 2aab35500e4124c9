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

export const Request = request.schema
export type Request = typeof Request.Type
export const Reply = reply.schema
export type Reply = typeof Reply.Type

export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = request
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

export const traits: (request: Request) => Traits.Traits = () => Traits.unknown

/** Whether a reply is the host's own request coming back. */
export const isEcho = (value: Reply): boolean => value.code < 0x80
