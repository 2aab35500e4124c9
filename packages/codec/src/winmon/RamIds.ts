/**
 * One to six ids of RAM variables: what one read or one snapshot can carry. The number is in the type.
 * Reference: protocol.md 4.5.2.
 */
import * as Schema from "effect/Schema"
import { Uint8 } from "../bytes/Words.ts"

/** How many RAM variables one request can name. */
export const MAX = 6

const next = Schema.optionalKey(Uint8)

/** One to six ids of RAM variables, 0 to 255 each. */
export const RamIds = Schema.Tuple([Uint8, next, next, next, next, next])
export type RamIds = readonly [id: number, id?: number, id?: number, id?: number, id?: number, id?: number]
