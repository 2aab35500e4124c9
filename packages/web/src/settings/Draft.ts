/**
 * Changes that the user has typed and that nobody was asked for yet: texts by entry, and their mistakes. Pure.
 */
import type { Changes } from "../Ask.ts"
import { type Entry, quantity } from "./Entry.ts"

/** The texts that were typed, by the key of the entry. */
export type Draft = ReadonlyMap<string, string>

/** The two that are not settings. */
export const SWITCH = "switch"
/** The input current limit, in amperes, or `none`. */
export const LIMIT = "limit"

/** A number as people type it: a comma for a point, a unit behind it. `null`: it is none. */
export const numberOf = (text: string, unit: string): number | null => {
  const bare = text.trim().replace(/−/g, "-").replace(",", ".")
  const number = bare.toLowerCase().endsWith(unit.toLowerCase())
    ? bare.slice(0, bare.length - unit.length).trim()
    : bare
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(number) ? Number(number) : null
}

/** The mistake in a text for an entry; `null`: none that can be found before the unit is asked. */
export const problem = ({ kind, choices, range, unit }: Entry, text: string): string | null => {
  if (kind !== "number")
    return choices.includes(text) ? null : `expected ${choices.join(", ")}, found "${text}"`
  const value = numberOf(text, unit)
  const ends = range === null ? "" : ` from ${quantity(range.min, "")} to ${quantity(range.max, unit)}`
  if (value === null) return `expected a number${ends}, found "${text.trim()}"`
  return range === null || (value >= range.min && value <= range.max)
    ? null
    : `expected a number${ends}, found ${quantity(value, unit)}`
}

/** The same text for an entry where it changes something; `null`: it is what is stored already. */
const changing = (entry: Entry, text: string): string | null => {
  if (entry.kind !== "number") return text === entry.value ? null : text
  const value = numberOf(text, entry.unit)
  return value !== null && quantity(value, entry.unit) === entry.value ? null : text
}

/** The draft with a text for an entry. One that changes nothing is taken out. */
export const withText = (draft: Draft, entry: Entry, text: string): Draft => {
  const wanted = changing(entry, text)
  const next = new Map(draft)
  if (wanted === null) next.delete(entry.key)
  else next.set(entry.key, wanted)
  return next
}

/** The draft with another wish for the switch or the limit; `null` takes it out. */
export const withPanel = (draft: Draft, key: typeof SWITCH | typeof LIMIT, text: string | null): Draft => {
  const next = new Map(draft)
  if (text === null) next.delete(key)
  else next.set(key, text)
  return next
}

/** The changes of a draft, as a plan takes them. */
export const changes = (draft: Draft, entries: ReadonlyArray<Entry>, to: "ram" | "eeprom"): Changes => {
  const settings: Record<string, string | number> = {}
  const flags: Record<string, boolean> = {}
  for (const entry of entries) {
    const text = draft.get(entry.key)
    if (text === undefined) continue
    if (entry.kind === "flag") flags[entry.name] = text === "on"
    else settings[entry.name] = entry.kind === "choice" ? text : numberOf(text, entry.unit)!
  }
  const position = draft.get(SWITCH)
  const limit = draft.get(LIMIT)
  return {
    ...(Object.keys(settings).length + Object.keys(flags).length > 0 ? { to } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(Object.keys(flags).length > 0 ? { flags } : {}),
    ...(position === undefined ? {} : { switch: position as NonNullable<Changes["switch"]> }),
    ...(limit === undefined ? {} : { limit: limit === "none" ? limit : numberOf(limit, "A")! })
  }
}

/** Whether anything of it goes to a place that can be chosen: the switch and the limit cannot. */
export const hasStored = (draft: Draft): boolean => [...draft.keys()].some((key) => key.includes(" "))
