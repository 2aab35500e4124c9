/**
 * Access password, winmon 0x3A: opens protected settings for 30 s. Never guessed, shipped or stored here.
 *
 *     3A b0 ... b7    request, eight bytes
 *     9C              accepted; a wrong one is answered 80 01
 *
 * Reference: protocol.md 4.5.11.
 *
 * @example 03 FF 59 9C 09 - accepted
 */
import { bare } from "../bytes/Bare.ts"
import * as Traits from "../link/Traits.ts"
import { dataReply } from "./DataReply.ts"

/** The winmon code of a request. */
export const CODE = 0x3a
/** The first byte of a reply. */
export const REPLY_CODE = 0x9c

const request = dataReply("PasswordRequest", CODE, 8)
/** A password of eight bytes. */
export const Request = request.schema
export type Request = typeof Request.Type

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = request

const reply = bare("PasswordAccepted", REPLY_CODE)
/** The password was accepted. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** Never repeated by itself: every wrong guess counts. */
export const traits: (request: Request) => Traits.Traits = () => ({
  ...Traits.oneShot,
  timeoutMillis: Traits.TIMEOUT_MILLIS
})
