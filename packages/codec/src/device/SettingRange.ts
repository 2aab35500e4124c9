/**
 * The values that a setting can take, as the device reports in its info. Checks are made in raw words:
 *
 *     words of flags     never scaled, never range-checked
 *     minimum > maximum  as u16: the setting is signed, all its words are
 *     FFFF               outside the range: not applicable, no value
 *     scale 0            the device does not have the setting
 *
 * Reference: protocol.md 4.5.5, 4.5.6, 5.5.
 *
 * @example -100, 0, 1440, 1200, 1600 - 12.00 to 16.00 V, 14.40 V by default
 */
import * as Result from "effect/Result"
import type { Raw16 } from "../bytes/Words.ts"
import type { Unit, Valued } from "./Entry.ts"
import { printable } from "./Quantity.ts"
import * as Scale from "./Scale.ts"
import * as Setting from "./Setting.ts"

/** The words of a setting info (`winmon/SettingInfoParts.ts` joins them). */
export interface SettingWords {
  readonly scaleWord: number
  readonly offsetWord: number
  readonly defaultRaw: Raw16
  readonly minimumRaw: Raw16
  readonly maximumRaw: Raw16
  /** Bit 0: grid-code level needed; bit 7: a change needs a restart; `null` before firmware 308. */
  readonly access: number | null
}

/** The scale and the limits of a setting, from those words. */
export interface SettingRange {
  readonly _tag: "SettingRange"
  readonly id: number
  readonly unit: Unit | null
  /** A word of flags: its maximum is the mask of those that are supported. */
  readonly flags: boolean
  readonly scale: Scale.Linear
  readonly default: Valued<number>
  readonly minimum: Valued<number>
  readonly maximum: Valued<number>
  /** Writing needs an access level that this project has no password for. */
  readonly locked: boolean
  /** A change acts after a restart. */
  readonly needsRestart: boolean
}

const AS_IT_IS: Scale.Linear = { _tag: "Linear", multiplier: 1, divisor: 1, offset: 0, signed: false }
const NOT_APPLICABLE = 0xffff
const RESTART_ACCESS = 0x80

/** The range of a setting by its info. */
export const make = (id: number, words: SettingWords): SettingRange | Scale.Unsupported => {
  const { defaultRaw, minimumRaw, maximumRaw } = words
  const setting = Setting.byId(id)
  const flags = setting?.kind === "flags"
  const told = Scale.settingScale(words.scaleWord, words.offsetWord, minimumRaw > maximumRaw)
  if (told._tag === "Unsupported") return told
  const scale = flags ? AS_IT_IS : told
  const unit = setting?.unit ?? null
  const valued = (raw: Raw16): Valued<number> => ({ value: Scale.toValue(scale, raw), unit, raw })
  const access = words.access ?? 0
  return {
    _tag: "SettingRange",
    id,
    unit,
    flags,
    scale,
    default: valued(defaultRaw),
    minimum: valued(minimumRaw),
    maximum: valued(maximumRaw),
    locked: (access & ~RESTART_ACCESS) !== 0,
    needsRestart: (access & RESTART_ACCESS) !== 0 || setting?.needsRestart === true
  }
}

/** Whether a word lies within the limits. Every word of flags does. */
export const contains = ({ flags, scale, minimum, maximum }: SettingRange, raw: Raw16): boolean => {
  const steps = Scale.numberOf(raw, scale.signed)
  return (
    flags ||
    (Scale.numberOf(minimum.raw, scale.signed) <= steps && steps <= Scale.numberOf(maximum.raw, scale.signed))
  )
}

/** The value of a word, `null` when the word says that the setting does not apply. */
export const value = (range: SettingRange, raw: Raw16): Valued<number | null> => ({
  value: raw === NOT_APPLICABLE && !contains(range, raw) ? null : Scale.toValue(range.scale, raw),
  unit: range.unit,
  raw
})

/** A value that the device does not allow, and the limits that it has told. `raw` is `null` when no word can hold it. */
export interface NotAllowed {
  readonly _tag: "NotAllowed"
  readonly id: number
  readonly value: number
  readonly raw: Raw16 | null
  readonly minimum: Valued<number>
  readonly maximum: Valued<number>
}

const notAllowed = (
  { id, minimum, maximum }: SettingRange,
  value: number,
  raw: Raw16 | null
): NotAllowed => ({
  _tag: "NotAllowed",
  id,
  value,
  raw,
  minimum,
  maximum
})

/** The word itself when the device allows it. */
export const check = (range: SettingRange, raw: Raw16): Result.Result<Raw16, NotAllowed> =>
  contains(range, raw)
    ? Result.succeed(raw)
    : Result.fail(notAllowed(range, Scale.toValue(range.scale, raw), raw))

/** The nearest word for a value, ties to even, when the device allows it. */
export const toRaw = (range: SettingRange, value: number): Result.Result<Raw16, NotAllowed> => {
  const raw = Result.getOrNull(Scale.toRaw(range.scale, value))
  return raw !== null && contains(range, raw)
    ? Result.succeed(raw)
    : Result.fail(notAllowed(range, value, raw))
}

/** The word just below zero, when the device allows it: what settings hold whose condition is not used. */
export const belowZero = (range: SettingRange): Result.Result<Raw16, NotAllowed> => {
  const { scale } = range
  const steps = -scale.offset - 1
  const raw = (steps & 0xffff) as Raw16
  return Scale.numberOf(raw, scale.signed) === steps && contains(range, raw)
    ? Result.succeed(raw)
    : Result.fail(notAllowed(range, (-1 * scale.multiplier) / scale.divisor, null))
}

/** One sentence for people: what was asked, and what the device allows. */
export const message = ({ id, value, raw, minimum, maximum }: NotAllowed): string => {
  const name = Setting.byId(id)?.name
  const unit = minimum.unit === null ? "" : ` ${minimum.unit}`
  const asked = `${printable(value)}${unit}${raw === null ? "" : ` (raw ${raw})`}`
  const limits = `${printable(minimum.value)} to ${printable(maximum.value)}${unit} (raw ${minimum.raw} to ${maximum.raw})`
  return `setting ${id}${name === undefined ? "" : ` (${name})`}: ${asked} is not allowed; the device allows ${limits}`
}
