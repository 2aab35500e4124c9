/**
 * Frames and words in SI units: what one DC, AC or configuration frame, or one RAM variable says. Reference: protocol.md
 * 3.5, 5.
 */
import type { Raw16 } from "../bytes/Words.ts"
import type { Valued } from "../device/Entry.ts"
import type { Amperes, Watts } from "../device/Quantity.ts"
import * as RamVariable from "../device/RamVariable.ts"
import * as Scale from "../device/Scale.ts"
import * as SwitchRegister from "../device/SwitchRegister.ts"
import type * as AcInfo from "../info/AcInfo.ts"
import type * as AcInputConfig from "../info/AcInputConfig.ts"
import type * as DcInfo from "../info/DcInfo.ts"
import type * as Document from "./Document.ts"
import { Ram, type RamScales } from "./Parts.ts"

/** The values of a DC info frame. Charging is positive; the two currents that make the sum are magnitudes. */
export const dcOf = (dc: DcInfo.Reply, scales: RamScales) => {
  const voltage = Scale.volts(scales.get(Ram.batteryVoltage), dc.batteryVoltageRaw)
  const inverterCurrent = Scale.dcAmperes(scales.get(Ram.batteryCurrent), dc.inverterCurrentRaw)
  const chargerCurrent = Scale.dcAmperes(scales.get(Ram.batteryCurrent), dc.chargerCurrentRaw)
  const current =
    chargerCurrent === null || inverterCurrent === null
      ? null
      : ((chargerCurrent - inverterCurrent) as Amperes)
  const power = voltage === null || current === null ? null : ((voltage * current + 0) as Watts)
  const frequency = Scale.inverterHertz(scales.get(Ram.inverterPeriod), dc.inverterPeriodRaw)
  return { voltage, inverterCurrent, chargerCurrent, current, power, frequency }
}

/** The values of an AC info frame for its phase, with the factors applied. Drawn from the input and to the loads are positive. */
export const acOf = (ac: AcInfo.Reply, scales: RamScales) => {
  const voltage = Scale.volts(scales.get(Ram.mainsVoltage), ac.mainsVoltageRaw)
  return {
    input: {
      voltage,
      current: Scale.acAmperes(scales.get(Ram.mainsCurrent), ac.mainsCurrentRaw, ac.backfeedFactor),
      frequency: Scale.mainsHertz(scales.get(Ram.mainsPeriod), ac.mainsPeriodRaw, voltage)
    },
    output: {
      voltage: Scale.volts(scales.get(Ram.outputVoltage), ac.outputVoltageRaw),
      current: Scale.acAmperes(scales.get(Ram.outputCurrent), ac.outputCurrentRaw, ac.inverterFactor)
    }
  }
}

/** RAM variables that count what is fed out as positive: input power, filtered and not. */
const fedOut: ReadonlyArray<number> = [Ram.inputPower, 18]

/** The value of a RAM variable, with the signs of all our outputs: power drawn from the input is positive. */
export const ramOf = (id: number, scale: Scale.RamScale, raw: Raw16): Valued<number | boolean | null> => {
  const told = RamVariable.value(id, scale, raw)
  return fedOut.includes(id) && typeof told.value === "number" ? { ...told, value: 0 - told.value } : told
}

/** A power of a unit in watts; `null` where there is no word or no scale for it. */
export const wattsOf = (id: number, raw: Raw16 | null, scales: RamScales): Watts | null => {
  const scale = scales.get(id)
  return raw !== null && scale?._tag === "Linear" ? (ramOf(id, scale, raw).value as Watts) : null
}

/** The switch as an AC input configuration tells it, or `null` where it does not. */
export const switchOf = (config: AcInputConfig.Reply | null): Document.Switch | null =>
  config === null || config.switchRegister === null
    ? null
    : {
        requested: SwitchRegister.requested(config.switchRegister),
        charge: SwitchRegister.chargeEnabled(config.switchRegister),
        invert: SwitchRegister.invertEnabled(config.switchRegister),
        front: SwitchRegister.front(config.switchRegister)
      }

/** The AC input that was active last, 1 is AC1; `null` on an inverter, which has no AC input. */
export const activeInputOf = ({
  activeInput,
  inputCount
}: AcInputConfig.Reply): Document.Reading["activeInput"] =>
  inputCount === 0 ? null : ((activeInput + 1) as Document.Phase)

/** The limit of the active AC input, and between what it can be set; `null` on an inverter, which has no AC input. */
export const currentLimitOf = (config: AcInputConfig.Reply): Document.CurrentLimit | null =>
  config.inputCount === 0
    ? null
    : {
        actual: Scale.limitAmperes(config.actualLimitRaw),
        minimum: Scale.limitAmperes(config.minimumLimitRaw),
        maximum: Scale.limitAmperes(config.maximumLimitRaw)
      }
