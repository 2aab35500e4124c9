/**
 * Values as people write them: a number with or without its unit (`14.4`, `14.4V`, `2h`), the name of a value, `on` and
 * `off`, or a raw word (`raw:5300`). A wrong unit is refused, never converted; only times are, since all their units
 * measure the same. Pure. Reference: decisions.md 9.
 */
import type { Entry, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type * as Change from "./Change.ts"

/** Why a text is no value, in words: what was expected, and what was found. */
export interface NoAmount {
  readonly expected: string
  readonly found: string
  /** The same as it is to be written, where that can be told. */
  readonly meant: string | null
}

const bad = (expected: string, found: string, meant: string | null = null): Result.Result<never, NoAmount> =>
  Result.fail({ expected, found, meant })

/** The text that was found, with how it is to be written. */
export const foundText = ({ found, meant }: Pick<NoAmount, "found" | "meant">): string =>
  meant === null ? `"${found}"` : `"${found}": write ${meant}`

/** Minutes in the units of time. */
const minutes: Readonly<Record<string, number>> = { s: 1 / 60, min: 1, h: 60, d: 1440 }

/** Prefixes of units, as people put them in front. */
const prefixes: Readonly<Record<string, number>> = { "": 0, k: 3, M: 6, m: -3, u: -6, µ: -6, μ: -6 }
const PREFIXED = /^([kmuMµμ]?)(Hz|Ah|Wh|VA|V|A|W)$/i

/** How a number that is written in another way is to be written, if it is one. */
const rewritten = (text: string, unit: string | null): string | null => {
  const comma = /^([+-]?\d+),(\d+)(\s*\D*)$/.exec(text)
  if (comma !== null) return `${comma[1]}.${comma[2]}${comma[3]}, with a point`
  const [, number, suffix = ""] = NUMBER.exec(text) ?? []
  const [, prefix = "", base = ""] = PREFIXED.exec(suffix) ?? []
  const [, own = "", ownBase = ""] = PREFIXED.exec(unit ?? "") ?? []
  if (number === undefined || base === "" || base.toLowerCase() !== ownBase.toLowerCase()) return null
  const power = (prefixes[prefix] ?? prefixes[prefix.toLowerCase()] ?? 0) - (prefixes[own] ?? 0)
  return `${Number(`${Number(number)}e${power}`)}${unit}`
}

const NUMBER = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+))\s*(.*)$/
const MAX_RAW = 0xffff

/** A raw word, `raw:5300` or `raw:0x14B4`; `null` when the text is none of these. */
const rawOf = (text: string): Result.Result<Change.Wanted, NoAmount> | null => {
  const found = /^raw:(.*)$/i.exec(text)
  if (found === null) return null
  const word = /^(?:\d+|0x[\da-f]+)$/i.test(found[1]!) ? Number(found[1]) : Number.NaN
  return word <= MAX_RAW
    ? Result.succeed({ raw: word as Words.Raw16 })
    : bad(`a raw word from raw:0 to raw:${MAX_RAW}`, text)
}

/** `true` and `false` for `on` and `off`, `null` for anything else. */
export const switchOf = (text: string): boolean | null => {
  switch (text.trim().toLowerCase()) {
    case "on":
    case "yes":
    case "true":
      return true
    case "off":
    case "no":
    case "false":
      return false
    default:
      return null
  }
}

/** A number in a unit, or a raw word. `null` is for what has no unit. */
export const parse = (text: string, unit: Entry.Unit | null): Result.Result<Change.Wanted, NoAmount> => {
  const trimmed = text.trim()
  const raw = rawOf(trimmed)
  if (raw !== null) return raw
  const expected = `a number${unit === null ? "" : ` in ${unit}`}, or raw:WORD`
  const [, number, suffix] = NUMBER.exec(trimmed) ?? []
  const value = Number(number)
  const meant = rewritten(trimmed, unit)
  if (suffix === undefined || !Number.isFinite(value)) return bad(expected, trimmed, meant)
  if (suffix === "" || suffix.toLowerCase() === unit?.toLowerCase()) return Result.succeed({ value })
  const factor = unit === "min" ? minutes[suffix.toLowerCase()] : undefined
  return factor === undefined ? bad(expected, trimmed, meant) : Result.succeed({ value: value * factor })
}
