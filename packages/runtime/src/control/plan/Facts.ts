/**
 * Facts: what the unit and our own records say about what a plan touches. Gathered by `Gather.ts`; from here on planning
 * is pure.
 */
import { type Scale, SettingRange, type Words } from "@vebus/codec"
import type * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import type { Session } from "../../session/Session.ts"
import type { RamOnly } from "../Memory.ts"

/** Something else than settings and RAM variables that a plan has to know: asked once, whoever needs it. */
export interface Need<A> {
  /** Asks for it. Sends only reads. */
  readonly ask: (session: Session) => Effect.Effect<A, LinkError>
}

/** The needs of a change: settings and RAM variables by id, and other needs. */
export interface Needs {
  readonly settings?: ReadonlyArray<number>
  readonly ram?: ReadonlyArray<number>
  readonly others?: ReadonlyArray<Need<unknown>>
}

/** A setting as the unit has it now. */
export interface SettingFacts {
  readonly words: SettingRange.SettingWords
  /** The stored word, as 0x31 shows it. */
  readonly storedRaw: Words.Raw16
}

/** A RAM variable as the unit has it now. */
export interface RamFacts {
  readonly scale: Scale.RamScale
  /** `null` when the unit does not have it. */
  readonly raw: Words.Raw16 | null
}

/** All that a plan is made from, besides the changes. */
export interface Facts {
  /** By id; `null` when the unit does not have it. */
  readonly settings: ReadonlyMap<number, SettingFacts | null>
  /** Words that were written to RAM only and still act, by id. */
  readonly ramOnly: ReadonlyMap<number, RamOnly>
  readonly ram: ReadonlyMap<number, RamFacts>
  /** The answers to other needs: see `answer`. */
  readonly answers: ReadonlyMap<Need<unknown>, unknown>
  /** Short: 33 and 34 store where 37 is not known. */
  readonly winmonMode: "short" | "long"
  /** The other controller that was heard on the bus lately. */
  readonly master: string | null
  /** Whether an adapter restart has made earlier records of RAM-only writes worthless. */
  readonly forgotten: boolean
}

/** The answer to a need; `null` when no change of the plan had it. */
export const answer = <A>({ answers }: Facts, need: Need<A>): A | null =>
  answers.has(need) ? (answers.get(need) as A) : null

/** The acting word: our record of a RAM-only write, else the stored word. `null` when the unit does not have the setting. */
export const actingRaw = ({ settings, ramOnly }: Facts, id: number): Words.Raw16 | null =>
  ramOnly.get(id)?.raw ?? settings.get(id)?.storedRaw ?? null

/** The value of a word, in the unit of the setting; `null` when the unit does not have the setting. */
export const valueOf = ({ settings }: Facts, id: number, raw: Words.Raw16): number | null => {
  const setting = settings.get(id)
  if (setting === null || setting === undefined) return null
  const range = SettingRange.make(id, setting.words)
  return range._tag === "Unsupported" ? null : SettingRange.value(range, raw).value
}
