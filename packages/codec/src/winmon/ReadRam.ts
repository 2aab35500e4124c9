/**
 * Read RAM variables, winmon 0x30.
 *
 *     30 id1 [id2 ... id6]          request, one byte per id
 *     85 lo hi [lo hi ...]          reply, one word per id
 *
 * Old firmware answers the first id only; newer firmware takes a padding 00 for a second id. One unsupported id fails
 * the whole request with 90 (`Refusal.ts`). The reply does not say which ids it answers.
 * Reference: protocol.md 4.5.2. The words are scaled by `device/Scale.ts`.
 *
 * @example 09 FF 58 30 0E 0F 10 00 04 05 3A - read 14, 15, 16, 0, 4 and 5
 * @example 05 FF 57 85 C8 00 58 - 200
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"
import { ramIds, type RamIds } from "./RamIds.ts"

/** Asks for one to six RAM variables by their ids. */
export const Request = L.layout("ReadRamRequest", [0x30], { ids: ramIds, spare: L.spare() }).titled(
  ({ ids }, phrases) => `read RAM ${phrases.ramNames(ids)}`
)
export type Request = typeof Request.Type

/** One raw word for each id. */
export const Reply = L.layout("ReadRamReply", [0x85], L.ramWords)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for one to six RAM variables. */
export const request = (ids: RamIds): Request => Request.make({ ids })
