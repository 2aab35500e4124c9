/**
 * Flag access levels, winmon 0x3C: the access level that each bit of a flag word needs.
 *
 *     3C idLo idHi        request
 *     9E id l0 ... l7     reply, bits 0 to 7
 *     9F id l8 ... l15    second frame, bits 8 to 15
 *
 * Reference: protocol.md 4.4, 4.5.11.
 *
 * @example 05 FF 58 3C 00 00 68 - access levels of flag word 0
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

const byId = idRequest("FlagAccessRequest", 0x3c, "setting")
/** Asks for the access levels of a flag word. */
export const Request = byId.layout
export type Request = typeof Request.Type

interface Row {
  readonly half: "low" | "high"
  readonly id: number
}

/** The access levels of eight bits, low or high half of the word. */
export const Reply = L.layout("FlagAccessReply", [], {
  half: L.choice("9E or 9F", { low: 0x9e, high: 0x9f }),
  id: L.settingId(L.uint8),
  levels: L.bytes().each((level, { half, id }: Row, phrases, index) => {
    const name = phrases.flagName(id, half === "high" ? index + 8 : index)
    return `${name}: ${phrases.accessLevel(level)}`
  })
})
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the access levels of a flag word, by the id of its setting. */
export const request = byId.make
