/**
 * The meaning of a stored word of a file, by the record of its setting:
 *
 *     Value        a quantity
 *     OutOfRange   a word outside the limits, which has no value: FFFF where the setting does not apply
 *     Absent       scale 0: the unit does not have the setting. FFFF as a rule
 *     Unscaled     no record: nobody knows its scale
 *
 * Words of flags are always values. Reference: protocol.md 4.5.5, 5.5.
 */
import type { Raw16 } from "../bytes/Words.ts"
import type { Valued } from "../device/Entry.ts"
import * as Scale from "../device/Scale.ts"
import * as SettingRange from "../device/SettingRange.ts"

/** A stored word with its meaning. */
export type StoredSetting =
  | {
      readonly _tag: "Value"
      readonly id: number
      readonly raw: Raw16
      readonly words: SettingRange.SettingWords
      readonly value: Valued<number>
      readonly isDefault: boolean
    }
  | {
      readonly _tag: "OutOfRange"
      readonly id: number
      readonly raw: Raw16
      readonly words: SettingRange.SettingWords
      readonly range: SettingRange.SettingRange
    }
  | { readonly _tag: "Absent" | "Unscaled"; readonly id: number; readonly raw: Raw16 }

/** The meaning of a word; `words` is the record of its setting, `undefined` where there is none. */
export const make = (id: number, raw: Raw16, words: SettingRange.SettingWords | undefined): StoredSetting => {
  if (words === undefined) return { _tag: "Unscaled", id, raw }
  const range = SettingRange.make(id, words)
  if (range._tag === "Unsupported") return { _tag: "Absent", id, raw }
  return SettingRange.contains(range, raw)
    ? {
        _tag: "Value",
        id,
        raw,
        words,
        value: { value: Scale.toValue(range.scale, raw), unit: range.unit, raw },
        isDefault: raw === words.defaultRaw
      }
    : { _tag: "OutOfRange", id, raw, words, range }
}

/** The stored words of a unit with their meanings, by the records of its file or of the unit itself. */
export const all = (
  settings: ReadonlyArray<Raw16>,
  wordsOf: (id: number) => SettingRange.SettingWords | undefined
): ReadonlyArray<StoredSetting> => settings.map((raw, id) => make(id, raw, wordsOf(id)))
