/**
 * RAM variables: the live values of a device, by id and by name. Reference: protocol.md 5.2.
 */
import type { Raw16 } from "../bytes/Words.ts"
import type { RamVariable, Valued } from "./Entry.ts"
import * as Names from "./Names.ts"
import { ramVariables } from "./RamVariables.ts"
import * as Scale from "./Scale.ts"

export type { RamVariable } from "./Entry.ts"

/** All that are known, by id. A device may have others. */
export const all: ReadonlyArray<RamVariable> = ramVariables

/** The RAM variable with this id, or `null` when nobody knows it. */
export const byId = (id: number): RamVariable | null => all.find((variable) => variable.id === id) ?? null

/** The RAM variable with this name or alias, or `null`; case and `_` do not count. */
export const byName = (name: string): RamVariable | null => Names.byName(all, name)

/** Names that may have been meant, best first. */
export const nearest = (name: string): ReadonlyArray<string> => Names.nearest(all, name)

/** The scale from the two words of its info; AC currents are signed whatever the info says. */
export const scale = (id: number, scaleWord: number, offsetWord: number): Scale.RamScale => {
  const told = Scale.ramScale(scaleWord, offsetWord)
  return byId(id)?.forceSigned === true ? Scale.forceSigned(told) : told
}

/**
 * The value of its word with its unit; `null` when the scale says that the device does not have it. Signs are those of
 * the device.
 */
export const value = (id: number, scale: Scale.RamScale, raw: Raw16): Valued<number | boolean | null> => ({
  value: valueOf(scale, raw),
  unit: byId(id)?.unit ?? null,
  raw
})

const valueOf = (scale: Scale.RamScale, raw: Raw16): number | boolean | null => {
  switch (scale._tag) {
    case "Unsupported":
      return null
    case "Bit":
      return Scale.toBoolean(scale, raw)
    case "Linear":
      return Scale.toValue(scale, raw)
  }
}
