/**
 * Restart, MK2 command `R`: the adapter restarts and forgets its address, modes and flags. There is no direct reply;
 * a version frame follows within one or two seconds. Reference: protocol.md 3.9.
 *
 * @example 02 FF 52 AD - the request
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** Restarts the adapter. */
export const Request = L.layout("RestartRequest", [FrameType.MK2, 0x52], { spare: L.spare() })
export type Request = typeof Request.Type

/** Changes something, is not answered, and is never repeated by itself. */
export const command = answered(Request, [], Traits.oneShot)

/** Restarts the adapter. */
export const request: Request = Request.make()
