/**
 * A profile made ready for use by one unit: its tables by id, its info words read as scales, its text fields as bytes.
 */
import { Hex, RamVariable, Scale, SettingRange, type Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Result from "effect/Result"
import type * as Profile from "./Profile.ts"

/**
 * The info of a RAM variable: both words as they go over the wire, and what they mean. AC currents carry a
 * sign whatever the words say.
 */
export interface RamInfo {
  readonly scaleWord: number
  readonly offsetWord: number
  readonly scale: Scale.RamScale
}

/** The info of a setting: its words, and their meaning. */
export interface SettingInfo {
  readonly words: SettingRange.SettingWords
  readonly range: SettingRange.SettingRange
}

export interface Model {
  readonly profile: Profile.Profile
  readonly version: number
  readonly firmware: number
  readonly versionRemainder: ReadonlyArray<number>
  readonly serialNumber: ReadonlyArray<number>
  /** The unexplained bytes of the DC info frame, and those at the end of the LED reply. */
  readonly dcUnexplained: number
  readonly ledsUnexplained: ReadonlyArray<number>
  /** Whether the firmware can put a whole answer into one frame. */
  readonly combinesReplies: boolean
  /** The first word of each RAM variable that the unit has, by id. */
  readonly ram: Readonly<Record<string, number>>
  /** The info of each RAM variable that has one, by id. */
  readonly ramInfos: ReadonlyMap<number, RamInfo>
  /** The stored word of each setting that the unit has, by id. */
  readonly settings: Readonly<Record<string, number>>
  readonly settingInfos: ReadonlyMap<number, SettingInfo>
}

/** Ids of the settings that the plant follows. */
export const Setting = {
  absorptionVoltage: 2,
  floatVoltage: 3,
  bulkCurrent: 4,
  inverterVoltage: 5,
  mainsLimit: 6,
  repeatedTime: 7,
  repeatedInterval: 8,
  absorptionTime: 9,
  chargeCurve: 10,
  lowVoltage: 11,
  lowVoltageMargin: 12,
  secondMainsLimit: 49,
  lowestMains: 44,
  lowestMainsMargin: 45,
  highestMains: 46,
  highestMainsMargin: 47,
  lowVoltageWarning: 63,
  batteryCapacity: 64,
  coldestCharge: 86,
  voltsPerDegree: 87
} as const

/** Ids of the RAM variables that are measured. */
export const Ram = {
  ...Reading.Ram,
  batteryRipple: 6,
  loadCurrent: 9,
  batteryTemperature: 21,
  inverterPowerUnfiltered: 17,
  inputPowerUnfiltered: 18,
  outputPowerUnfiltered: 19
} as const

/** Bytes of a text that the schema of the profile has found to be hexadecimal. */
const bytesOf = (hex: string): ReadonlyArray<number> => [
  ...Result.getOrElse(Hex.fromHex(hex), () => new Uint8Array(0))
]

/** How many of the bytes behind the masks in a LED reply are explained: alarms and error. */
const LED_EXPLAINED = 2

/** The entries of a profile, with those in which a unit differs in their places. */
const withOwn = <A extends { readonly id: number }>(
  entries: ReadonlyArray<A>,
  own: ReadonlyArray<A> = []
): ReadonlyArray<A> =>
  own.length === 0 ? entries : [...entries.filter(({ id }) => own.every((other) => other.id !== id)), ...own]

/** Makes a profile ready for use by one of its units. */
export const make = (profile: Profile.Profile, unit?: Profile.Unit): Model => {
  const ram: Record<string, number> = {}
  const ramInfos = new Map<number, RamInfo>()
  for (const variable of withOwn(profile.ram, unit?.ram)) {
    if ("supported" in variable) continue
    ram[variable.id] = variable.raw
    if ("noInfo" in variable) continue
    const scaleWord = Scale.numberOf(variable.scaleWord, true)
    const offsetWord = Scale.numberOf(variable.offsetWord, true)
    const scale = RamVariable.scale(variable.id, scaleWord, offsetWord)
    ramInfos.set(variable.id, { scaleWord, offsetWord, scale })
  }
  const settings: Record<string, number> = {}
  const settingInfos = new Map<number, SettingInfo>()
  for (const setting of withOwn(profile.settings, unit?.settings)) {
    if ("supported" in setting) continue
    const words = {
      scaleWord: setting.scale,
      offsetWord: setting.offset,
      defaultRaw: setting.default as Words.Raw16,
      minimumRaw: setting.min as Words.Raw16,
      maximumRaw: setting.max as Words.Raw16,
      access: setting.access
    }
    const range = SettingRange.make(setting.id, words)
    if (range._tag === "Unsupported") continue
    settings[setting.id] = setting.raw
    settingInfos.set(setting.id, { words, range })
  }
  const { device, frames } = profile
  return {
    profile,
    version: device.version.value,
    firmware: device.firmware.value,
    versionRemainder: bytesOf(device.versionRemainder.value),
    serialNumber: Array.from(unit?.serial ?? device.serial.value, (character) => character.charCodeAt(0)),
    dcUnexplained: bytesOf(frames.dc.value.unknownBytes).reduceRight(
      (number, byte) => number * 0x100 + byte,
      0
    ),
    ledsUnexplained: bytesOf(frames.led.value.extra).slice(LED_EXPLAINED),
    combinesReplies: device.combinedReplies.value,
    ram,
    ramInfos,
    settings,
    settingInfos
  }
}

/** The value of a setting in its unit, or `null` when the unit lacks it. */
export const settingValue = (
  words: Readonly<Record<string, number>>,
  infos: ReadonlyMap<number, SettingInfo>,
  id: number
): number | null => {
  const word = words[id]
  const info = infos.get(id)
  return word === undefined || info === undefined
    ? null
    : Scale.toValue(info.range.scale, word as Words.Raw16)
}
