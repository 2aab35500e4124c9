/**
 * The site of a profile: what the plant is built from. What the profile leaves open is guessed from its settings.
 */
import { type Quantity, Scale, type Words } from "@vebus/codec"
import * as Model from "../profile/Model.ts"
import * as Battery from "./Battery.ts"
import type { Site } from "./Site.ts"
import * as Profile from "../profile/Profile.ts"
import * as Inputs from "./Inputs.ts"

/** Hours that a full battery lasts at the charger's rated current, when nobody has said how large it is. */
const HOURS_OF_CHARGE = 4
/** State of charge at which the rated current would bring the battery to its absorption voltage, did filling it not. */
const ABSORPTION_FROM = 0.85
/** The least rise of the voltage under the rated current, as a share of the full battery's. */
const LEAST_RISE = 0.005
/** How fast the charge dies away at the absorption voltage: the hours in which it falls to about a third. */
const FILLING_HOURS = 0.3
/** The watts that an inverter carries for each watt of its charger. */
const INVERTER_SHARE = 1.5
/** Frequencies above belong to mains of 60 Hz. */
const BETWEEN_HERTZ = 55

/** The site of a system of such units at these addresses. */
export const make = (model: Model.Model, addresses: ReadonlyArray<number>): Site => {
  const { profile, settings } = model
  const { device, frames, live, ratings } = profile
  const setting = (id: number) => Model.settingValue(settings, model.settingInfos, id)
  const floatVolts = setting(Model.Setting.floatVoltage) ?? 0
  const fullVolts = floatVolts > 0 ? floatVolts : device.batteryVolts.value
  const lines = device.lines?.value ?? 1
  const ratedAmperes = (ratings?.chargerAmperes?.value ?? (setting(Model.Setting.bulkCurrent) || 1)) / lines
  const loadScaleWatts = device.batteryVolts.value * ratedAmperes
  const nominalVolts = live.mainsVolts?.value ?? device.acVolts.value
  const hertz = Scale.mainsHertz(
    model.ramInfos.get(Model.Ram.mainsPeriod)?.scale,
    frames.ac.value.mainsPeriodRaw as Words.Raw8,
    nominalVolts as Quantity.Volts
  )
  return {
    nominalVolts,
    nominalHertz: hertz !== null && hertz > BETWEEN_HERTZ ? 60 : 50,
    ratedAmperes,
    inverterWatts: (ratings?.inverterWatts?.value ?? INVERTER_SHARE * loadScaleWatts * lines) / lines,
    loadScaleWatts,
    battery: batteryOf(
      fullVolts,
      setting(Model.Setting.absorptionVoltage) ?? fullVolts,
      ratedAmperes * lines * addresses.length,
      ratings?.batteryAmpereHours?.value ?? (setting(Model.Setting.batteryCapacity) || null)
    ),
    lines,
    hasInput: Inputs.countOf(profile) > 0,
    unitsByPhase:
      lines === 2
        ? [addresses.length, addresses.length]
        : Array.from(
            { length: device.phases.value },
            (_, phase) => addresses.filter((address) => Profile.phaseOf(address) === phase).length
          ),
    start: {
      stateOfCharge: live.stateOfCharge.value,
      loadWatts: live.outputWatts?.value ?? device.batteryVolts.value,
      exchangeWatts: live.inverterWatts?.value ?? 0
    }
  }
}

const batteryOf = (
  fullVolts: number,
  absorptionVolts: number,
  ratedAmperes: number,
  capacity: number | null
): Battery.Battery => {
  const ampereHours = capacity ?? HOURS_OF_CHARGE * ratedAmperes
  const rise = absorptionVolts - Battery.openVolts(fullVolts, ABSORPTION_FROM)
  const least = LEAST_RISE * fullVolts
  return {
    fullVolts,
    ampereHours,
    ohms: Math.max(rise, least) / ratedAmperes,
    fillingOhms: (Math.max(absorptionVolts - fullVolts, least) * FILLING_HOURS) / ampereHours
  }
}
