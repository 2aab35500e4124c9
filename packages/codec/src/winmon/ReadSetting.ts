/**
 * Read a setting, winmon 0x31: the stored value, which a RAM-only write does not change.
 *
 *     31 idLo idHi      request; a one-byte id works too
 *     86 lo hi [more]   reply; from firmware 308 on further bytes are possible
 *
 * Reference: protocol.md 4.5.6.
 *
 * @example 05 FF 58 31 02 00 71 - read setting 2
 * @example 05 FF 58 86 A0 05 79 - 1440
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

const byId = idRequest("ReadSettingRequest", 0x31, "setting")
/** Asks for the stored value of a setting. */
export const Request = byId.layout
export type Request = typeof Request.Type

/** The stored value, raw. */
export const Reply = L.layout("ReadSettingReply", [0x86], {
  valueRaw: L.raw16.says((raw, _, phrases) => phrases.rawWord(raw, "the setting asked for")),
  spare: L.spare()
}).titled(({ valueRaw }, phrases) => `setting reply of ${phrases.hexWord(valueRaw)}`)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the stored value of a setting, id 0 to 65,535. */
export const request = byId.make
