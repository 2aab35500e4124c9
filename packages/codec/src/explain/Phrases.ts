/**
 * What a field says in words, and the phrases that fields of several frames share: words, bits, names from the tables.
 *
 * A word of the device whose scale only the device knows stays raw and says so; a unit stands beside a meaning only
 * where the meaning is a quantity in that unit. Reference: protocol.md 3 to 5.
 */
import { hexByte } from "../bytes/Hex.ts"
import * as Alarm from "../device/Alarm.ts"
import type { Entry, Unit } from "../device/Entry.ts"
import * as Flag from "../device/Flag.ts"
import { lamps, type LedMasks, leds } from "../device/LedMasks.ts"
import * as LedPatterns from "../device/LedPatterns.ts"
import { printable } from "../device/Quantity.ts"
import * as RamVariable from "../device/RamVariable.ts"
import { numberOf } from "../device/Scale.ts"
import * as Setting from "../device/Setting.ts"

/** A meaning in words, and its unit where it is a quantity. */
export interface Meaning {
  readonly text: string
  readonly unit: string | null
}

/** A meaning without a unit. */
export const says = (text: string): Meaning => ({ text, unit: null })

/** A quantity in its unit. */
export const quantity = (value: number, unit: string): Meaning => ({ text: String(printable(value)), unit })

export const plain = (value: number): Meaning => says(String(value))
export const name = (value: string): Meaning => says(value)
export const yesNo = (value: boolean): Meaning => says(value ? "yes" : "no")
/** Bytes or bits that nobody has explained. */
export const unexplained = (): Meaning => says("not explained")

/** The words inside an identifier: `ReadRamReply` is "read RAM reply". */
export const wordsOf = (identifier: string): string =>
  identifier
    .replace(/([a-z0-9])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(ac|dc|ram|mk2)\b/g, (word) => word.toUpperCase())
    .replace(/\bleds\b/, "LEDs")

/** A word as hexadecimal. */
export const hexWord = (raw: number): string => `0x${hexByte(raw >> 8)}${hexByte(raw)}`

/** A word as hexadecimal and as a number, signed too where that is another one. */
export const word = (raw: number): string => {
  const signed = numberOf(raw, true)
  return `${hexWord(raw)} (${signed < 0 ? `${raw}, signed ${signed}` : raw})`
}

/** The bits of a mask by their names, or "none". */
export const bits = (mask: number, names: Readonly<Record<number, string>>): string => {
  const set: Array<string> = []
  for (let bit = 1; bit <= mask; bit <<= 1) {
    if ((mask & bit) !== 0) set.push(names[bit] ?? `bit ${hexByte(bit)} (not known)`)
  }
  return set.length === 0 ? "none" : set.join(", ")
}

/** An id with what the table calls it. */
const entry = (id: number, found: Entry | null): string =>
  found === null ? `${id} (not known)` : `${id} (${found.name}: ${found.label})`

export const ramVariable = (id: number): string => entry(id, RamVariable.byId(id))
export const setting = (id: number): string => entry(id, Setting.byId(id))

/** The same, shorter: for titles. */
export const shortRam = (id: number): string => short(id, RamVariable.byId(id))
export const shortSetting = (id: number): string => short(id, Setting.byId(id))
const short = (id: number, found: Entry | null): string =>
  found === null ? `${id}` : `${id} (${found.name})`

/** A number before scaling: on which scale it is, and which unit it then has. */
const raw = (value: number | string, unit: Unit | null, scale: string): Meaning =>
  says(`${value} raw, ${unit === null ? "" : `in ${unit} `}on the scale of ${scale}`)

const ramUnit = (id: number): Unit | null => RamVariable.byId(id)?.unit ?? null

/** A measurement on the scale of a RAM variable. */
export const measured = (value: number, id: number): Meaning => raw(value, ramUnit(id), `RAM ${shortRam(id)}`)

/** A word on a scale that another frame must name. */
export const rawWord = (value: number, scale: string): Meaning => raw(word(value), null, scale)

/** The word of a RAM variable. */
export const ramWord = (id: number, value: number): Meaning => raw(word(value), ramUnit(id), `RAM ${id}`)

/** The word of a setting: flags and names as the tables have them, anything else raw. */
export const settingWord = (id: number, value: number): Meaning => {
  const setting = Setting.byId(id)
  const flagWord = flagWordOf(id)
  if (flagWord !== null) return says(`${hexWord(value)}: ${flags(flagWord, value)}`)
  const name = setting === null ? null : Setting.valueName(setting, value)
  return name === null ? raw(word(value), setting?.unit ?? null, `setting ${id}`) : says(`${value}: ${name}`)
}

const flagWordOf = (id: number): Flag.FlagWord | null => Flag.words.find((word) => word === id) ?? null

/** The flags that are set in their word. */
const flags = (flagWord: Flag.FlagWord, value: number): string => {
  const set = Flag.ofWord(flagWord).filter(({ flag }) => Flag.isSet(flag, value))
  return set.length === 0 ? "no flag" : set.map(({ name }) => name).join(", ")
}

/** The name of a bit in a word of flags. */
export const flagName = (id: number, bit: number): string => {
  const flagWord = flagWordOf(id)
  return (flagWord === null ? undefined : Flag.ofWord(flagWord)[bit]?.name) ?? `bit ${bit}`
}

/** The lamps of one mask. */
export const lampMask = (mask: number): Meaning =>
  says(mask === 0 ? "none" : lamps.filter((_, bit) => ((mask >> bit) & 1) === 1).join(", "))

/** The lamps that are not off with what they mean together, or that nothing is known about them. */
export const ledState = (masks: LedMasks, error: number | null = null): string => {
  const states = leds(masks)
  if (states === null) return "not known"
  const lit = Object.entries(states).filter(([, state]) => state !== "off")
  const patterns = LedPatterns.meanings(masks, error).map(({ label }) => `: ${label}`)
  return (
    (lit.length === 0 ? "all off" : lit.map(([lamp, state]) => `${lamp} ${state}`).join(", ")) +
    patterns.join("")
  )
}

export const alarmMask = (mask: number): Meaning =>
  says(
    mask === 0
      ? "no alarm"
      : Alarm.ofMask(mask)
          .map(({ label }) => label)
          .join(", ")
  )

/** The bits of an access level (protocol.md 4.5.5). */
export const accessLevel = (level: number): string =>
  bits(level, { 0x01: "grid-code level needed", 0x80: "a change needs a restart" })
