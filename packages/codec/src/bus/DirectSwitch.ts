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
import * as L from "../bytes/Layout.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The positions at `p[1]` (`head`). */
export const Position = openEnum({ 4: "off", 5: "charger-only", 6: "inverter-only", 7: "on" })

/** Switches the device; `head` is the position. */
export const Request = L.layout("DirectSwitch", [FrameType.DIRECT_SWITCH], {
  head: L.uint8.says((head) => Position.decode(head)),
  data: L.bytes()
})
export type Request = typeof Request.Type

/** Changes something, is not answered, and is never repeated by itself. */
export const command = answered(Request, [], Traits.oneShot)
