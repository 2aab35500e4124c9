/**
 * Settings: the stored configuration words of a device, by id and by name. Reference: protocol.md 5.5.
 */
import type { Setting } from "./Entry.ts"
import * as Names from "./Names.ts"
import { settings } from "./Settings.ts"

export type { Setting } from "./Entry.ts"

/** All that are known, by id. A device may have others. */
export const all: ReadonlyArray<Setting> = settings

/** The setting with this id, or `null` when nobody knows it. */
export const byId = (id: number): Setting | null => all.find((setting) => setting.id === id) ?? null

/** The setting with this name or alias, or `null`; case and `_` do not count. */
export const byName = (name: string): Setting | null => Names.byName(all, name)

/** Names that may have been meant, best first. */
export const nearest = (name: string): ReadonlyArray<string> => Names.nearest(all, name)

/** The name of a value below zero, where that says that the condition of a setting is not used. */
export const UNUSED = "unused"

/**
 * The name of a raw value, or `null` when it has none. `value` is what it is on the scale of the device, where that is
 * known: some settings say by a value below zero that their condition is not used.
 */
export const valueName = (setting: Setting, raw: number, value: number | null = null): string | null =>
  setting.values?.[raw] ?? (setting.negativeIsUnused === true && value !== null && value < 0 ? UNUSED : null)

/** The raw value with this name, or `null`; case and `-` do not count. */
export const valueByName = (setting: Setting, name: string): number | null => {
  const values = Object.entries(setting.values ?? {}).map(([raw, known]) => ({ name: known, raw }))
  const found = Names.byName(values, name)
  return found === null ? null : Number(found.raw)
}
