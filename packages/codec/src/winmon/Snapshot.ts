/**
 * Read the snapshot, winmon 0x38: the values that F 6 froze, once. Reading empties the store.
 *
 *     38                         request
 *     99 [lo hi ...]             reply, one word per id of the trigger; empty when nothing is stored
 *
 * Reference: protocol.md 4.5.9.
 *
 * @example 09 FF 58 99 89 FE 05 00 72 01 08 - -375, 5, 370
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** Asks for the frozen values. */
export const Request = L.layout("ReadSnapshotRequest", [0x38], { spare: L.spare() })
export type Request = typeof Request.Type

/** One raw word for each frozen id; none when nothing is stored. */
export const Reply = L.layout("ReadSnapshotReply", [0x99], L.ramWords)
export type Reply = typeof Reply.Type

/** A lost reply took the values with it: the trigger must be repeated too. */
export const command = answered(Request, [Reply], { ...Traits.read, retry: "sequence" })

/** Asks for the frozen values. */
export const request: Request = Request.make()
