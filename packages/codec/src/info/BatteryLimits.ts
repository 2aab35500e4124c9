/**
 * Battery limits, frame type 3C, the answer to F 9: seven payload bytes whose content is unknown, kept raw.
 * Reference: protocol.md 2.1, 3.5.
 *
 * @example 07 3C 00 00 00 00 00 00 BD - a row of zeros in the right length
 */
import { busFrame } from "../bus/BusFrame.ts"
import * as FrameType from "../link/FrameType.ts"

const frame = busFrame("BatteryLimits", FrameType.BATTERY_LIMITS)
/** The bytes of a battery limits frame. */
export const Reply = frame.schema
export type Reply = typeof Reply.Type

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes or another frame type. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = frame
