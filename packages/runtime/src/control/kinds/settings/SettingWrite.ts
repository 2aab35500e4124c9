/**
 * A write of one word to a setting, a number or a word of flags: its frame, its two sides, what to know about it. Pure.
 */
import { Hex, Setting, SettingRange, TwoStepWrite, type Words, WriteViaId } from "@vebus/codec"
import * as Schema from "effect/Schema"
import { framesOf } from "../../plan/PlannedFrames.ts"
import { quantity } from "../../Wording.ts"
import type { Destination, Tagged, Write } from "../Kind.ts"
import { Side } from "../Side.ts"

/** A word that goes to a setting: a number, or a word of flags. */
export const SettingWrite = Schema.TaggedStruct("Setting", {
  id: Schema.Int,
  to: Schema.Literals(["ram", "eeprom"]),
  /** The stored word, as 0x31 showed it when the plan was made. */
  stored: Side,
  /** The acting word, by our own record of RAM-only writes; `null` when there is none. */
  ramOnly: Schema.NullOr(Side),
  wanted: Side,
  /** The flags that change, when it is a word of flags. */
  flags: Schema.NullOr(Schema.Array(Schema.Struct({ flag: Schema.Int, on: Schema.Boolean }))),
  /** Whether it acts after a restart only. */
  needsRestart: Schema.Boolean
})
export type SettingWrite = typeof SettingWrite.Type

/** Whether an action is one of these. */
export const isSetting = (action: Tagged): action is SettingWrite => action._tag === "Setting"

/** A word of a setting, in words. */
export const sideOf = (range: SettingRange.SettingRange, raw: Words.Raw16): Side => {
  if (range.flags) return { raw, text: `word ${Hex.hexByte(raw >> 8)}${Hex.hexByte(raw & 0xff)}` }
  const setting = Setting.byId(range.id)
  const { value, unit } = SettingRange.value(range, raw)
  const name = setting === null ? null : Setting.valueName(setting, raw, value)
  return { raw, text: name ?? (value === null ? `raw ${raw}` : quantity(value, unit)) }
}

/** The parts of a write to a setting. */
export interface SettingWords {
  readonly range: SettingRange.SettingRange
  readonly to: Destination
  readonly storedRaw: Words.Raw16
  readonly ramOnlyRaw: Words.Raw16 | null
  readonly wantedRaw: Words.Raw16
  readonly flags: ReadonlyArray<{ readonly flag: number; readonly on: boolean }> | null
  readonly winmonMode: "short" | "long"
  readonly notes: ReadonlyArray<string>
}

const select = (id: number) => TwoStepWrite.selectSetting.make(id)

const NEVER_ACTS =
  "acts after a restart of the unit, which what is in RAM only does not outlive: store it instead"

/** The write of a word to a setting. `texts` are the two sides in words, where the words themselves say too little. */
export const settingWrite = (
  name: string,
  { range, to, storedRaw, ramOnlyRaw, wantedRaw, flags, winmonMode, notes }: SettingWords,
  texts?: { readonly before: string; readonly after: string }
): Write<SettingWrite> => {
  const stored = sideOf(range, storedRaw)
  const ramOnly = ramOnlyRaw === null ? null : sideOf(range, ramOnlyRaw)
  const wanted = sideOf(range, wantedRaw)
  return {
    name,
    action: {
      _tag: "Setting",
      id: range.id,
      to,
      stored,
      ramOnly,
      wanted,
      flags,
      needsRestart: range.needsRestart
    },
    before: texts?.before ?? (to === "ram" ? (ramOnly ?? stored) : stored).text,
    after: texts?.after ?? wanted.text,
    ...framesOf(WriteViaId.setting(range.id, wantedRaw, to), {
      // Where 37 is not known, 33 and 34 store, in short mode only; nothing does so in RAM alone.
      refused:
        to === "eeprom" && winmonMode === "short"
          ? [select(range.id), select(range.id), TwoStepWrite.data(wantedRaw)]
          : []
    }),
    // 0x31 shows what is stored, not what acts: a RAM-only write that looks like no change may be the one that matters.
    unchanged: to === "eeprom" && storedRaw === wantedRaw,
    notes: range.needsRestart
      ? [...notes, to === "ram" ? NEVER_ACTS : "acts after a restart of the unit"]
      : notes,
    warnings: []
  }
}
