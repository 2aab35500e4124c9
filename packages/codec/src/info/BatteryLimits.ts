/**
 * Battery limits, frame type 3C, the answer to F 9: seven payload bytes whose content is unknown, kept raw.
 * Reference: protocol.md 2.1, 3.5.
 *
 * @example 07 3C 00 00 00 00 00 00 BD - a row of zeros in the right length
 */
import * as L from "../bytes/Layout.ts"
import * as FrameType from "../link/FrameType.ts"

/** The bytes of a battery limits frame. */
export const Reply = L.layout("BatteryLimits", [FrameType.BATTERY_LIMITS], L.someBytes)
export type Reply = typeof Reply.Type
