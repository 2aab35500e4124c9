/**
 * Restart, MK2 command `R`: the adapter restarts and forgets its address, modes and flags. There is no direct reply;
 * a version frame follows within one or two seconds. Reference: protocol.md 3.9.
 *
 * @example 02 FF 52 AD - the request
 */
import { bare } from "../bytes/Bare.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `R`. */
export const LETTER = 0x52

const bareRequest = bare("RestartRequest", FrameType.MK2, LETTER)
/** Restarts the adapter. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type

/** Restarts the adapter. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Changes something, is not answered, and is never repeated by itself. */
export const traits: (request: Request) => Traits.Traits = () => Traits.oneShot
