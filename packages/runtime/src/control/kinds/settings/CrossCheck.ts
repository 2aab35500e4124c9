/**
 * Checks of settings against each other (`VoltageRules.ts`) and against the battery, over what the unit would hold after
 * the plan: a battery voltage lies within 35 % of the bank's nominal voltage, taken from the voltage that is there now.
 *
 * A rule is applied when the plan touches one of its settings: a unit that breaks another rule already can still be
 * mended. Pure. Reference: integrations.md 12.6.
 */
import { Scale, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ControlError } from "../../ControlError.ts"
import { type Facts, valueOf } from "../../plan/Facts.ts"
import * as Refuse from "../../Refuse.ts"
import { quantity } from "../../Wording.ts"
import type { Destination, Write } from "../Kind.ts"
import type { SettingWrite } from "./SettingWrite.ts"
import * as VoltageRules from "./VoltageRules.ts"
import { nameOf } from "./Writable.ts"

/** Settings that are voltages of the battery itself, not differences. */
export const batteryVoltages: ReadonlyArray<number> = [2, 3, 11, 17, 18, 29, 30, 54, 58, 66, 68, 88]

/** Battery voltage above which AC input is ignored again. Words below 256 name a moment instead. */
const IGNORE_AGAIN = 58
const LEAST_VOLTAGE_RAW = 256

const NOMINAL_VOLTS = [12, 24, 48]
const PLAUSIBLE = 0.35
const isPlausible = (volts: number, nominal: number): boolean =>
  Math.abs(volts - nominal) <= PLAUSIBLE * nominal + VoltageRules.ROUNDING

/** The bank's nominal voltage by the voltage that is there now, `null` when none comes near. */
export const nominalVolts = (volts: number): number | null => {
  const nearest = NOMINAL_VOLTS.toSorted((a, b) => Math.abs(a - volts) - Math.abs(b - volts))[0]!
  return isPlausible(volts, nearest) ? nearest : null
}

/** The RAM variable that is the battery voltage now: a plan that writes one of `batteryVoltages` needs it. */
export const BATTERY_VOLTAGE = 4

/** The battery voltage now; `null` where the unit does not have it. */
const voltsNow = ({ ram }: Facts): number | null => {
  const battery = ram.get(BATTERY_VOLTAGE)
  return battery === undefined || battery.raw === null ? null : Scale.volts(battery.scale, battery.raw)
}

/** Fails with the first contradiction. */
export const check = (
  writes: ReadonlyArray<Write<SettingWrite>>,
  facts: Facts
): Result.Result<void, ControlError> =>
  Result.gen(function* () {
    for (const { action, name } of writes) {
      if (batteryVoltages.includes(action.id)) {
        yield* checkVoltage(name, action.id, action.wanted.raw, facts)
      }
    }
    for (const layer of ["ram", "eeprom"] as const) yield* checkRules(layer, writes, facts)
  })

const checkVoltage = (
  name: string,
  id: number,
  raw: Words.Raw16,
  facts: Facts
): Result.Result<void, ControlError> => {
  if (id === IGNORE_AGAIN && raw < LEAST_VOLTAGE_RAW) return Result.void
  const now = voltsNow(facts)
  const nominal = now === null ? null : nominalVolts(now)
  const volts = valueOf(facts, id, raw)
  return nominal === null || volts === null || isPlausible(volts, nominal)
    ? Result.void
    : Refuse.outOfRange(
        name,
        quantity(volts, "V"),
        `${quantity(nominal * (1 - PLAUSIBLE), null)} to ${quantity(nominal * (1 + PLAUSIBLE), "V")} for a battery of ${nominal} V (it has ${quantity(now!, "V")} now)`
      )
}

/** Holds the settings against each other as they would act (`ram`), or as they would be stored (`eeprom`). */
const checkRules = (
  layer: Destination,
  writes: ReadonlyArray<Write<SettingWrite>>,
  facts: Facts
): Result.Result<void, ControlError> => {
  const written = VoltageRules.wordsOf(layer, writes)
  const voltages = VoltageRules.after(layer, written, facts)
  for (const { ids, isBroken, broken, allowed } of VoltageRules.rules) {
    const touched = ids.find((id) => written.has(id))
    if (touched !== undefined && isBroken(voltages)) {
      return Refuse.outOfRange(nameOf(touched), broken(voltages), allowed)
    }
  }
  return Result.void
}
