/**
 * High speed, MK2 command `N`: asks the adapter for 115200 baud. Undocumented; one source, never sent by default.
 * Reference: protocol.md 1.7.
 *
 * @example 02 FF 4E B1 - the request
 */
import { bare } from "../bytes/Bare.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `N`. */
export const LETTER = 0x4e

const bareRequest = bare("HighSpeedRequest", FrameType.MK2, LETTER)
/** Asks the adapter for 115200 baud. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type

/** Asks for high speed. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Changes something, is not answered, and is never repeated by itself. */
export const traits: (request: Request) => Traits.Traits = () => Traits.oneShot
