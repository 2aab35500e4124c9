/**
 * RAM variable info, winmon 0x36: scale and offset of a RAM variable, constant per firmware version.
 *
 *     36 idLo idHi            request
 *     8E s s o o              long reply
 *     8E s s 8F o o [00]      short reply
 *     8E s s                  scale alone: 0 means unsupported, else the first half of a split pair
 *     8F o o                  the second half of a split pair
 *     8E                      unsupported, long mode
 *
 * The shape is decided by the content, never by what the mode is believed to be.
 * Reference: protocol.md 4.3, 4.5.4. What the words mean: `device/Scale.ts`.
 *
 * @example 07 FF 59 8E 9C 7F 00 00 F8 - long: 0.01 unsigned
 * @example 08 FF 57 8E 57 78 8F 00 01 B5 - short: 1/1961, offset 256
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

const byId = idRequest("RamInfoRequest", 0x36, "ram")
/** Asks for the info of a RAM variable. */
export const Request = byId.layout
export type Request = typeof Request.Type

/** The first byte of a reply, and the code in front of an offset. */
const SCALE = L.fixed(0x8e)
const OFFSET = L.fixed(0x8f)

// Without its offset word, a scale may still turn out to name a bit.
const scaleWord = L.int16.says((word, row: { readonly offsetWord?: number }, phrases) =>
  phrases.ramScale(word, row.offsetWord ?? 0)
)
const offsetWord = L.int16.says((word, _, phrases) => phrases.ramOffset(word))

/** The words of a RAM variable in any form: both, one of them, or none, since the device does not have it. */
export const Reply = L.forms(
  "RamInfoReply",
  [],
  { form: L.constant("offset"), code: OFFSET, offsetWord, spare: L.spare() },
  { form: L.constant("short"), code: SCALE, scaleWord, separator: OFFSET, offsetWord, spare: L.spare() },
  { form: L.constant("long"), code: SCALE, scaleWord, offsetWord, spare: L.spare() },
  { form: L.constant("scale"), code: SCALE, scaleWord, spare: L.spare(1) },
  { form: L.constant("empty"), code: SCALE, spare: L.spare(1) }
).titled(({ form }) => `RAM info reply${form === "empty" ? " (not supported)" : ""}`)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the info of a RAM variable, id 0 to 255. */
export const request = byId.make
