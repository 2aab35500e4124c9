/**
 * One side of a change, before it or after it: the word, and its meaning.
 */
import { Words } from "@vebus/codec"
import * as Schema from "effect/Schema"

/** One side of a change: the word, and what it means. */
export const Side = Schema.Struct({
  raw: Words.Raw16,
  /** In words, with its unit: `14.4 V`, `on`, `charger-only, 16 A`. */
  text: Schema.String
})
export type Side = typeof Side.Type
