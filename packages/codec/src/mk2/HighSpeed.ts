/**
 * High speed, MK2 command `N`: asks the adapter for 115200 baud. Undocumented; one source, never sent by default.
 * Reference: protocol.md 1.7.
 *
 * @example 02 FF 4E B1 - the request
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** Asks the adapter for 115200 baud. */
export const Request = L.layout("HighSpeedRequest", [FrameType.MK2, 0x4e], { spare: L.spare() })
export type Request = typeof Request.Type

/** Changes something, is not answered, and is never repeated by itself. */
export const command = answered(Request, [], Traits.oneShot)

/** Asks for high speed. */
export const request: Request = Request.make()
