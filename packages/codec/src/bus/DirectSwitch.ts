/**
 * Direct switch, frame type 3F: switches the device past the adapter's panel logic. Not acknowledged. Odd checksum.
 *
 *     p[0]     3F
 *     p[1]     position  04 off (sleep), 05 charger only, 06 inverter only, 07 on (wake)
 *     p[2...]  unknown, 00
 *
 * Undocumented; S is the ordinary way. Reference: protocol.md 3.11.
 *
 * @example 05 3F 07 00 00 00 C2 - wake
 */
import { openEnum } from "../bytes/OpenEnum.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"
import { busFrame } from "./BusFrame.ts"

/** The positions at `p[1]` (`head`). */
export const Position = openEnum({ 4: "off", 5: "charger-only", 6: "inverter-only", 7: "on" })

const frame = busFrame("DirectSwitch", FrameType.DIRECT_SWITCH)
/** Switches the device; `head` is the position. */
export const Request = frame.schema
export type Request = typeof Request.Type

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes or another frame type. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = frame

/** Changes something, is not answered, and is never repeated by itself. */
export const traits: (request: Request) => Traits.Traits = () => Traits.oneShot
