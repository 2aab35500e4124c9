/**
 * Serial number of the device, winmon 0x3B, firmware 308 and newer.
 *
 *     3B              request
 *     9D c0 ... c10   reply: eleven ASCII characters
 *
 * Reference: protocol.md 4.5.11.
 *
 * @example 0E FF 58 9D 48 51 30 30 30 30 54 45 53 54 30 35 - HQ0000TEST0
 */
import { bare } from "../bytes/Bare.ts"
import * as Traits from "../link/Traits.ts"
import { dataReply } from "./DataReply.ts"

/** The winmon code of a request. */
export const CODE = 0x3b
/** The first byte of a reply. */
export const REPLY_CODE = 0x9d

const bareRequest = bare("SerialNumberRequest", CODE)
/** Asks for the serial number. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type

/** Asks for the serial number. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

const reply = dataReply("SerialNumberReply", REPLY_CODE)
/** The characters of the serial number, as bytes; `text` reads them. */
export const Reply = reply.schema
export type Reply = typeof Reply.Type

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = reply

/** The serial number as text, without trailing zeros. Bytes that are no printable ASCII become `?`. */
export const text = ({ data }: Reply): string =>
  data
    .slice(0, data.findLastIndex((byte) => byte !== 0) + 1)
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "?"))
    .join("")

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
