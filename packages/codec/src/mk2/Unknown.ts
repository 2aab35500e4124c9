/**
 * MK2 commands that nobody has documented (B C E G I J K M O P Q T U and all non-letters): kept with their bytes.
 *
 *     p[0]     FF
 *     p[1]     code, the command letter
 *     p[2...]  data
 *
 * Reference: protocol.md 3.1.
 *
 * @example 04 FF 42 03 02 B6 - letter B
 */
import { coded } from "../bytes/Coded.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

const request = coded("UnknownMk2Request", FrameType.MK2)
const reply = coded("UnknownMk2Reply", FrameType.MK2)

/** A command of a host that nobody has documented. */
export const Request = request.schema
export type Request = typeof Request.Type
/** An answer that nobody has documented. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = request
/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** Treated as the most dangerous kind. */
export const traits: (request: Request) => Traits.Traits = () => Traits.unknown
