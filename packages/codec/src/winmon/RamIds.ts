/**
 * One to six ids of RAM variables: what one read or one snapshot can carry. The number is in the type.
 * Reference: protocol.md 4.5.2.
 */
import * as L from "../bytes/Layout.ts"
import { isRow } from "../bytes/Rows.ts"

/** How many RAM variables one request can name. */
export const MAX = 6

/** The field that holds one to six ids of RAM variables, 0 to 255 each. */
export const ramIds = L.tuple<
  readonly [id: number, id?: number, id?: number, id?: number, id?: number, id?: number]
>(1, MAX).each((id, _, phrases) => phrases.ramVariable(id))
/** One to six ids of RAM variables. */
export type RamIds = typeof ramIds.Type

/** A list of ids that is not known before; `null` where it is not one to six ids of 0 to 255. */
export const from = (ids: ReadonlyArray<number>): RamIds | null =>
  isRow(ids, 1, MAX, 0xff) ? (ids as unknown as RamIds) : null
