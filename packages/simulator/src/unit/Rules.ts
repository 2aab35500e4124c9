/**
 * The settings of a unit that are in force, as the rules that the plant follows. A unit that lacks one has the usual
 * figure. Reference: protocol.md 5.5, 6.5; settings 2 to 12, 44 to 47, 63, 86, 87; flags 4 to 6, 11, 27, 36.
 */
import { Flag } from "@vebus/codec"
import * as Device from "./Device.ts"
import { Setting } from "../profile/Model.ts"
import type { Rules } from "../world/Orders.ts"
import type { Site } from "../world/Site.ts"

const MINUTE = 60
/** The charge curve that keeps to its times; the others follow the battery. */
const FIXED_CURVE = 1
/** Shares of the nominal battery voltage and of the mains voltage, for units without the settings. */
const LOW_SHARE = 0.775
const MAINS_SHARE = 0.2

const flagNumber = {
  bulkUnlimited: 4,
  assists: 5,
  chargerOff: 6,
  stores: 11,
  wideFrequency: 27,
  lithium: 36
} as const satisfies Record<string, Flag.FlagNumber>

/** The rules that a unit tells its system to follow. */
export const make = (device: Device.State, site: Site): Rules => {
  const { fullVolts } = site.battery
  const setting = (id: number, otherwise: number): number => Device.setting(device, id) ?? otherwise
  const isSet = (flag: Flag.FlagNumber): boolean => Flag.isSet(flag, device.active[Flag.wordOf(flag)] ?? 0)
  // The words of a profile and what its unit was found doing come from different moments: a flag that the unit came
  // with did not keep it from charging, so only one that is set later does.
  const isFound = (flag: Flag.FlagNumber): boolean =>
    Flag.isSet(flag, device.model.settings[Flag.wordOf(flag)] ?? 0)
  const lowVolts = setting(Setting.lowVoltage, LOW_SHARE * fullVolts)
  const restartVolts = lowVolts + setting(Setting.lowVoltageMargin, 0)
  const coldest = setting(Setting.coldestCharge, NEVER_CELSIUS)
  const absorptionSeconds = setting(Setting.absorptionTime, 8 * MINUTE) * MINUTE
  return {
    absorptionVolts: setting(Setting.absorptionVoltage, fullVolts),
    floatVolts: setting(Setting.floatVoltage, fullVolts),
    bulkAmperes: setting(Setting.bulkCurrent, site.ratedAmperes * site.lines) / site.lines,
    inverterVolts: setting(Setting.inverterVoltage, site.nominalVolts),
    absorptionSeconds,
    adaptive: setting(Setting.chargeCurve, FIXED_CURVE) !== FIXED_CURVE,
    repeatedSeconds: setting(Setting.repeatedTime, MINUTE) * MINUTE,
    repeatedEverySeconds: setting(Setting.repeatedInterval, 7 * 24 * MINUTE) * MINUTE,
    stores: isSet(flagNumber.stores),
    bulkUnlimited: isSet(flagNumber.bulkUnlimited),
    chargerOff: isSet(flagNumber.chargerOff) && !isFound(flagNumber.chargerOff),
    assists: isSet(flagNumber.assists),
    voltsPerDegree: isSet(flagNumber.lithium) ? 0 : setting(Setting.voltsPerDegree, 0),
    coldestCelsius: coldest <= NEVER_CELSIUS ? null : coldest,
    lowVolts,
    restartVolts,
    warningVolts: restartVolts + setting(Setting.lowVoltageWarning, 0),
    lowestMainsVolts: setting(Setting.lowestMains, (1 - MAINS_SHARE) * site.nominalVolts),
    lowestMainsMargin: setting(Setting.lowestMainsMargin, 0),
    highestMainsVolts: setting(Setting.highestMains, (1 + MAINS_SHARE) * site.nominalVolts),
    highestMainsMargin: setting(Setting.highestMainsMargin, 0),
    wideFrequency: isSet(flagNumber.wideFrequency)
  }
}

/** The lowest word of setting 86: off. */
const NEVER_CELSIUS = -20.5
