/**
 * Things that a device has many of, each with a number and a name. The verbs for them are in `commands/Verbs.ts`.
 */
import type { Errors } from "@vebus/runtime"
import type * as Effect from "effect/Effect"
import type { Find, Labelled } from "../command/Names.ts"
import type * as Incomplete from "./Incomplete.ts"
import type { Found, Looking } from "./Look.ts"

/** The nouns, each with the word for one of them and for several. */
export const nouns = {
  settings: { noun: "settings", one: "setting", many: "settings" },
  flags: { noun: "flags", one: "flag", many: "flags" },
  ram: { noun: "ram", one: "RAM variable", many: "RAM variables" }
} as const

export type Noun = keyof typeof nouns

/** How the things of a noun are named, read and shown: `Settings.ts`, `Flags.ts`, `Ram.ts`. */
export interface Reader<N extends Noun, Id extends number> {
  readonly kind: Incomplete.Kind
  /** The id of a name or a number. */
  readonly resolve: Find<Id>
  /** The ids that the tables know, and what they know about one. */
  readonly knownIds: ReadonlyArray<Id>
  readonly about: (id: Id) => Labelled | null
  /** As many of these as the device has. `all`: those too that mean nothing to it, where it tells. */
  readonly list: (
    looking: Looking,
    ids: ReadonlyArray<Id>,
    all: boolean
  ) => Effect.Effect<Found<N>, Errors.LinkError>
  /** Every one of these. */
  readonly named: (looking: Looking, ids: ReadonlyArray<Id>) => Effect.Effect<Found<N>, Errors.LinkError>
}
