/**
 * MK2 commands that nobody has documented (B C E G I J K M O P Q T U and all non-letters): kept with their bytes.
 *
 *     p[0]     FF
 *     p[1]     code, the command letter
 *     p[2...]  data
 *
 * Reference: protocol.md 3.1.
 *
 * @example 04 FF 42 03 02 B6 - letter B
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** A command of a host that nobody has documented. */
export const Request = L.layout("UnknownMk2Request", [FrameType.MK2], { code: L.uint8, data: L.bytes() })
export type Request = typeof Request.Type
/** An answer that nobody has documented. */
export const Reply = L.layout("UnknownMk2Reply", [FrameType.MK2], { code: L.uint8, data: L.bytes() })
export type Reply = typeof Reply.Type

/** Treated as the most dangerous kind. */
export const command = answered(Request, [], Traits.unknown)
