/**
 * A profile made ready for use: its tables by id, its info words read as scales, its text fields as bytes, and the
 * figures that the plant is built from.
 */
import { Hex, type Quantity, RamVariable, Reading, Scale, SettingRange, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Battery from "./Battery.ts"
import type * as Plant from "./Plant.ts"
import type * as Profile from "./Profile.ts"

/**
 * What the unit tells about a RAM variable: both words as they go over the wire, and what they mean. AC currents carry a
 * sign whatever the words say.
 */
export interface RamInfo {
  readonly scaleWord: number
  readonly offsetWord: number
  readonly scale: Scale.RamScale
}

/** What the unit tells about a setting: its words, and what they mean. */
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
  /** Whether the firmware can put a whole answer into one frame. */
  readonly combinesReplies: boolean
  /** The first word of each RAM variable that the unit has, by id. */
  readonly ram: Readonly<Record<string, number>>
  /** The info of each RAM variable that has one, by id. */
  readonly ramInfos: ReadonlyMap<number, RamInfo>
  /** The stored word of each setting that the unit has, by id. */
  readonly settings: Readonly<Record<string, number>>
  readonly settingInfos: ReadonlyMap<number, SettingInfo>
  readonly site: Plant.Site
}

/** Ids of the settings that the plant follows. */
export const Setting = {
  absorptionVoltage: 2,
  floatVoltage: 3,
  bulkCurrent: 4,
  inverterVoltage: 5,
  batteryCapacity: 64
} as const

/** Ids of the RAM variables that are measured. */
export const Ram = {
  ...Reading.Ram,
  batteryRipple: 6,
  loadCurrent: 9,
  inverterPower: 14,
  inverterPowerUnfiltered: 17,
  inputPowerUnfiltered: 18,
  outputPowerUnfiltered: 19
} as const

/** Bytes of a text that the schema of the profile has found to be hexadecimal. */
export const bytesOf = (hex: string): ReadonlyArray<number> => [
  ...Result.getOrElse(Hex.fromHex(hex), () => new Uint8Array(0))
]

/** Makes a profile ready for use. */
export const make = (profile: Profile.Profile): Model => {
  const ram: Record<string, number> = {}
  const ramInfos = new Map<number, RamInfo>()
  for (const variable of profile.ram) {
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
  for (const setting of profile.settings) {
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
  const { device } = profile
  return {
    profile,
    version: device.version.value,
    firmware: device.firmware.value,
    versionRemainder: bytesOf(device.versionRemainder.value),
    serialNumber: Array.from(device.serial.value, (character) => character.charCodeAt(0)),
    combinesReplies: device.combinedReplies.value,
    ram,
    ramInfos,
    settings,
    settingInfos,
    site: siteOf(profile, settings, settingInfos, ramInfos.get(Ram.mainsPeriod)?.scale)
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

/** Hours that a full battery lasts at the charger's rated current, when nobody has set its capacity. */
const HOURS_OF_CHARGE = 4
/** State of charge at which the rated current brings the battery to its absorption voltage. */
const ABSORPTION_FROM = 0.85
/** The least of the full battery's voltage that its resistance takes at the rated current. */
const LEAST_RESISTANCE_SHARE = 0.005

const siteOf = (
  profile: Profile.Profile,
  settings: Model["settings"],
  infos: Model["settingInfos"],
  mainsPeriod: Scale.RamScale | undefined
): Plant.Site => {
  const { device, frames, live } = profile
  const value = (id: number) => settingValue(settings, infos, id)
  const fullVolts = value(Setting.floatVoltage) ?? device.batteryVolts.value
  const ratedAmperes = value(Setting.bulkCurrent) || 1
  const rise = (value(Setting.absorptionVoltage) ?? 0) - Battery.openVolts(fullVolts, ABSORPTION_FROM)
  const nominalVolts = live.mainsVolts?.value ?? device.acVolts.value
  const hertz = Scale.mainsHertz(
    mainsPeriod,
    frames.ac.value.mainsPeriodRaw as Words.Raw8,
    nominalVolts as Quantity.Volts
  )
  return {
    nominalVolts,
    nominalHertz: hertz !== null && hertz > 55 ? 60 : 50,
    ratedAmperes,
    ratedWatts: device.batteryVolts.value * ratedAmperes,
    battery: {
      fullVolts,
      ohms: Math.max(rise, LEAST_RESISTANCE_SHARE * fullVolts) / ratedAmperes,
      ampereHours: value(Setting.batteryCapacity) || HOURS_OF_CHARGE * ratedAmperes
    },
    exchanges: profile.ess !== undefined,
    start: {
      stateOfCharge: live.stateOfCharge.value,
      loadWatts: live.outputWatts?.value ?? device.batteryVolts.value,
      exchangeWatts: live.inverterWatts?.value ?? 0
    }
  }
}
