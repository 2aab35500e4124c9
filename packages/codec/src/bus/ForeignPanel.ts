/**
 * Foreign panel frame, frame type 40: what another controller (GX, Digital Multi Control, second adapter) commands,
 * forwarded when S flag 40 is set. Its arrival means that somebody else is steering.
 *
 *     p[0]     40
 *     p[1]     low nibble: switch position 1 to 4 as in S; with bit 3 set the older form, position (nibble & 3) + 1
 *     p[2...]  unknown
 *
 * Reference: protocol.md 3.10.
 *
 * @example 04 40 03 00 00 B9 - a foreign panel says: on
 */
import * as L from "../bytes/Layout.ts"
import * as FrameType from "../link/FrameType.ts"
import { Position } from "../mk2/Switch.ts"

/** The command of another controller; `position` reads it. */
export const Reply = L.layout("ForeignPanel", [FrameType.FOREIGN_PANEL], {
  head: L.uint8.says((head) => position({ head })),
  data: L.bytes()
})
export type Reply = typeof Reply.Type

/** The switch position that the other controller commands. */
export const position = ({ head }: { readonly head: number }): typeof Position.Type => {
  const nibble = head & 0x0f
  return Position.decode((nibble & 8) === 0 ? nibble : (nibble & 3) + 1)
}
