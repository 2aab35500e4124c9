/**
 * Facts: what the unit and our own records say about what a plan touches. Gathered by `Gather.ts`; from here on planning
 * is pure.
 */
import { type AcInputConfig, type BusLines, type Scale, SettingRange, type Words } from "@vebus/codec"
import type { RamOnly } from "../Memory.ts"
import type { SettingWrite } from "../WritePlan.ts"

/** A setting as the unit has it now. */
export interface SettingFacts {
  readonly words: SettingRange.SettingWords
  /** What 0x31 shows. */
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
  /** What was written to RAM only and still acts, by id. */
  readonly ramOnly: ReadonlyMap<number, RamOnly>
  readonly ram: ReadonlyMap<number, RamFacts>
  /** `null` when the plan does not touch switch or limit. */
  readonly config: AcInputConfig.Reply | null
  /** `null` when the plan does not touch the lines, or there are none. */
  readonly lines: BusLines.Reply | null
  /** Short: 33 and 34 store where 37 is not known. */
  readonly winmonMode: "short" | "long"
  /** Battery voltage now, when it was needed. */
  readonly batteryVolts: number | null
  /** The other controller that was heard on the bus lately. */
  readonly master: string | null
  /** Whether an adapter restart has made earlier records of RAM-only writes worthless. */
  readonly forgotten: boolean
}

/** What acts: our record of a RAM-only write, else what is stored. `null` when the unit does not have the setting. */
export const actingRaw = ({ settings, ramOnly }: Facts, id: number): Words.Raw16 | null =>
  ramOnly.get(id)?.raw ?? settings.get(id)?.storedRaw ?? null

/** What a word of a setting means, in the unit of the setting; `null` when the unit does not have it. */
export const valueOf = ({ settings }: Facts, id: number, raw: Words.Raw16): number | null => {
  const found = settings.get(id)
  if (found === null || found === undefined) return null
  const range = SettingRange.make(id, found.words)
  return range._tag === "Unsupported" ? null : SettingRange.value(range, raw).value
}

/** The facts once a setting has been written: what is stored acts, and ends what was in RAM only. */
export const written = (facts: Facts, { id, to, wanted }: SettingWrite): Facts => {
  const found = facts.settings.get(id)
  if (to === "ram" || found === null || found === undefined) return facts
  return {
    ...facts,
    settings: new Map(facts.settings).set(id, { ...found, storedRaw: wanted.raw }),
    ramOnly: new Map([...facts.ramOnly].filter(([other]) => other !== id))
  }
}
