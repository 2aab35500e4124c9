/**
 * The meaning of a field in words, and the phrases that fields of several frames share: words, bits, names from the tables.
 *
 * A word of the device whose scale only the device knows stays raw and says so; a unit stands beside a meaning only
 * where the meaning is a quantity in that unit. Reference: protocol.md 3 to 5.
 */
import { hexByte } from "../bytes/Hex.ts"
import * as Alarm from "../device/Alarm.ts"
import type { Raw16 } from "../bytes/Words.ts"
import type { Entry, Unit } from "../device/Entry.ts"
import * as Flag from "../device/Flag.ts"
import { lamps, type LedMasks, lampStates } from "../device/LedMasks.ts"
import * as LedPatterns from "../device/LedPatterns.ts"
import * as Product from "../device/Product.ts"
import { printable } from "../device/Quantity.ts"
import * as RamVariable from "../device/RamVariable.ts"
import * as Scale from "../device/Scale.ts"
import * as Setting from "../device/Setting.ts"
import * as SwitchRegister from "../device/SwitchRegister.ts"

export { hexByte }

/** A meaning in words, and its unit where it is a quantity. */
export interface Meaning {
  readonly text: string
  readonly unit: string | null
}

/** A meaning without a unit. */
export const says = (text: string): Meaning => ({ text, unit: null })

/** A quantity in its unit. */
export const quantity = (value: number, unit: string): Meaning => ({ text: String(printable(value)), unit })

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
  const signed = Scale.numberOf(raw, true)
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
export const lampMask = (mask: number): string =>
  mask === 0 ? "none" : lamps.filter((_, bit) => ((mask >> bit) & 1) === 1).join(", ")

/** The lit lamps and what the combination means, or that nothing is known about them. */
export const ledState = (masks: LedMasks, error: number | null = null): string => {
  const states = lampStates(masks)
  if (states === null) return "not known"
  const lit = Object.entries(states).filter(([, state]) => state !== "off")
  const patterns = LedPatterns.meanings(masks, error).map(({ label }) => `: ${label}`)
  return (
    (lit.length === 0 ? "all off" : lit.map(([lamp, state]) => `${lamp} ${state}`).join(", ")) +
    patterns.join("")
  )
}

/** The alarms of a mask. */
export const alarmMask = (mask: number): string =>
  mask === 0
    ? "no alarm"
    : Alarm.ofMask(mask)
        .map(({ label }) => label)
        .join(", ")

/** A VE.Bus error with its name. */
export const vebusError = (error: number): string =>
  `VE.Bus error ${error}: ${Alarm.vebusError(error) ?? "not known"}`

/** The bits of an access level (protocol.md 4.5.5). */
export const accessLevel = (level: number): string =>
  bits(level, { 0x01: "grid-code level needed", 0x80: "a change needs a restart" })

/** A signed measurement on the scale of a RAM variable. */
export const measuredSigned = (raw: Raw16, id: number): Meaning => measured(signed(raw), id)

/** The word as a signed number. */
export const signed = (raw: number): number => Scale.numberOf(raw, true)

/** A current limit in 0.1 A. */
export const limit = (raw: Raw16): Meaning => quantity(Scale.limitAmperes(raw), "A")
/** The same, signed. */
export const signedLimit = (raw: Raw16): Meaning => quantity(signed(raw) / 10, "A")

/** RAM variables, in a row. */
export const ramNames = (ids: ReadonlyArray<number | undefined>): string =>
  ids.map((id) => shortRam(id!)).join(", ")

/** The name and firmware of the adapter with this version. */
export const adapter = (version: number): string => {
  const type = Math.trunc(version / 1000)
  return `${Product.adapterName(type) ?? `unknown adapter ${type}`}, firmware ${version % 1000}`
}

/** The name of a product. */
export const deviceName = (productId: number): string => Product.deviceName(productId) ?? "unknown product"

/** The unique number of a device. */
export const uniqueNumber = (value: number): string =>
  [24, 16, 8, 0].map((shift) => hexByte(value >>> shift)).join("")

/** The meaning of the switch register. */
export const switchRegister = (register: number): string => {
  const charge = SwitchRegister.chargeEnabled(register) ? "charges" : "does not charge"
  const invert = SwitchRegister.invertEnabled(register) ? "inverts" : "does not invert"
  return `asked for ${SwitchRegister.requested(register)}; ${charge}, ${invert}`
}

const steps = (scale: Scale.RamScale): string => {
  switch (scale._tag) {
    case "Unsupported":
      return "not supported"
    case "Bit":
      return `bit ${scale.bit} of the word`
    case "Linear":
      return `steps of ${scale.divisor === 1 ? scale.multiplier : `1/${scale.divisor}`}`
  }
}

/** The scale word of a RAM variable. Without its offset word it may still turn out to name a bit. */
export const ramScale = (scaleWord: number, offsetWord = 0): Meaning => {
  const scale = Scale.ramScale(scaleWord, offsetWord)
  const sign = scale._tag === "Linear" ? (scale.signed ? ", signed" : ", unsigned") : ""
  return says(`${scaleWord}: ${steps(scale)}${sign}`)
}

/** The offset word of a RAM variable. */
export const ramOffset = (offsetWord: number): Meaning =>
  Scale.ramScale(1, offsetWord)._tag === "Bit" ? says(`${offsetWord}: a bit, no number`) : offset(offsetWord)

/** The scale word of a setting. */
export const settingScale = (scaleWord: number): Meaning =>
  says(`${scaleWord}: ${steps(Scale.settingScale(scaleWord, 0))}`)

/** An offset, which is added before scaling. */
export const offset = (offsetWord: number): Meaning =>
  says(offsetWord === 0 ? "0" : `${offsetWord}, added before scaling`)

/** A word of a setting that came with its scale. Its unit depends on the setting that was asked for, which no reply names. */
export const scaledSetting = (
  raw: Raw16,
  scaleWord: number,
  offsetWord: number,
  signed: boolean
): Meaning => {
  const scale = Scale.settingScale(scaleWord, offsetWord, signed)
  return says(
    scale._tag === "Linear" ? `${printable(Scale.toValue(scale, raw))} (raw ${raw})` : "not supported"
  )
}
