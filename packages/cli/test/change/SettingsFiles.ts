/**
 * Settings files of VEConfigure as the units of a simulated system would have left them.
 */
import type { SettingRange } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"

/** As many words as a file has. */
const COUNT = 192
const NOT_SET = 0xffff

const ABSENT = { scaleWord: 0, offsetWord: 0, defaultRaw: 0, minimumRaw: 0, maximumRaw: 0, access: null }

const own = (profile: Profile.Profile, unit: Profile.Unit | undefined) =>
  new Map([...profile.settings, ...(unit?.settings ?? [])].map((setting) => [setting.id, setting]))

/** What a file of a system would hold: its units in their order, with what they store. */
export const ofProfile = (id: Profile.ProfileId): Files.Content => {
  const profile = Profile.profiles[id]
  const ids = Array.from({ length: COUNT }, (_, setting) => setting)
  const units = profile.units ?? [{ address: 0 }]
  const version = profile.device.version.value
  const infos = ids.map((setting) => {
    const found = own(profile, undefined).get(setting)
    return found === undefined || "supported" in found
      ? ABSENT
      : {
          scaleWord: found.scale,
          offsetWord: found.offset,
          defaultRaw: found.default,
          minimumRaw: found.min,
          maximumRaw: found.max,
          access: null
        }
  }) as unknown as ReadonlyArray<SettingRange.SettingWords>
  const content = Files.plainFile(
    units.map((unit) => {
      const stored = own(profile, unit)
      const words = ids.map((setting) => {
        const found = stored.get(setting)
        return found === undefined || "supported" in found ? NOT_SET : found.raw
      })
      return {
        ...Files.plainUnit(unit.serial ?? profile.device.serial.value, words),
        version,
        versionAgain: version & 0xff_ffff,
        uniqueNumber: unit.address,
        address: unit.address,
        addresses: units.reduce((mask, { address }) => mask + 2 ** address, 0)
      }
    }),
    infos
  )
  return { ...content, records: { ...content.records!, version } }
}

/** The same with other words in a unit. */
export const changed = (
  content: Files.Content,
  index: number,
  words: Readonly<Record<number, number>>
): Files.Content => ({
  ...content,
  units: content.units.map((unit, place) =>
    place === index
      ? {
          ...unit,
          settings: unit.settings.map((word, id) => (words[id] as typeof word | undefined) ?? word)
        }
      : unit
  )
})
