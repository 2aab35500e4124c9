/**
 * Checks of settings against each other and against the battery, over what the unit would hold after the plan. Pure.
 *
 *     float <= absorption;  low-battery shut-down < restart < float
 *     a battery voltage lies within 35 % of the bank's nominal voltage, taken from the voltage that is there now
 *
 * A rule is applied when the plan touches one of its settings: a unit that breaks another rule already can still be mended.
 * Reference: integrations.md 12.6.
 */
import { Setting, SettingRange } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Errors from "../ControlError.ts"
import type { Write } from "../WritePlan.ts"
import type { Facts } from "./Facts.ts"
import { quantity } from "./Words.ts"

const ABSORPTION = 2
const FLOAT = 3
const SHUTDOWN = 11
const RESTART_ABOVE_SHUTDOWN = 12
/** The settings that are held against each other: a plan that touches one needs all. */
export const related = [ABSORPTION, FLOAT, SHUTDOWN, RESTART_ABOVE_SHUTDOWN] as const

/** Settings that are voltages of the battery itself, not differences. */
export const batteryVoltages: ReadonlyArray<number> = [2, 3, 11, 17, 18, 29, 30, 54, 58, 66, 68, 88]

/** Battery voltage above which AC input is ignored again. Words below 256 name a moment instead. */
const IGNORE_AGAIN = 58
const LEAST_VOLTAGE_RAW = 256

const NOMINAL_VOLTS = [12, 24, 48]
const PLAUSIBLE = 0.35
/** In volts, far below a step of any setting: sums and products of volts are not exact. */
const ROUNDING = 1e-6
const isPlausible = (volts: number, nominal: number): boolean =>
  Math.abs(volts - nominal) <= PLAUSIBLE * nominal + ROUNDING

/** The bank's nominal voltage by the voltage that is there now, `null` when none comes near. */
export const nominalVolts = (volts: number): number | null => {
  const nearest = NOMINAL_VOLTS.toSorted((a, b) => Math.abs(a - volts) - Math.abs(b - volts))[0]!
  return isPlausible(volts, nearest) ? nearest : null
}

/** Whether a plan that writes these settings needs the battery voltage. */
export const needsVoltage = (ids: Iterable<number>): boolean =>
  [...ids].some((id) => batteryVoltages.includes(id))

export const check = (writes: ReadonlyArray<Write>, facts: Facts): Result.Result<void, Errors.ControlError> =>
  Result.gen(function* () {
    for (const { action, name } of writes) {
      if (action._tag === "Setting" && batteryVoltages.includes(action.id)) {
        yield* checkVoltage(name, action.id, action.wanted.raw, facts)
      }
    }
    for (const layer of ["ram", "eeprom"] as const) yield* checkOrder(layer, writes, facts)
  })

const outOfRange = (what: string, wanted: string, allowed: string) =>
  Result.fail(Errors.because(new Errors.OutOfRange({ what, wanted, allowed })))

const valueOf = (facts: Facts, id: number, raw: number): number | null => {
  const found = facts.settings.get(id)
  if (found === null || found === undefined) return null
  const range = SettingRange.make(id, found.words)
  return range._tag === "Unsupported" ? null : SettingRange.value(range, raw as typeof found.storedRaw).value
}

const checkVoltage = (
  name: string,
  id: number,
  raw: number,
  facts: Facts
): Result.Result<void, Errors.ControlError> => {
  if (id === IGNORE_AGAIN && raw < LEAST_VOLTAGE_RAW) return Result.void
  const nominal = facts.batteryVolts === null ? null : nominalVolts(facts.batteryVolts)
  const volts = valueOf(facts, id, raw)
  return nominal === null || volts === null || isPlausible(volts, nominal)
    ? Result.void
    : outOfRange(
        name,
        quantity(volts, "V"),
        `${quantity(nominal * (1 - PLAUSIBLE), null)} to ${quantity(nominal * (1 + PLAUSIBLE), "V")} for a battery of ${nominal} V (it has ${quantity(facts.batteryVolts!, "V")} now)`
      )
}

/** Holds the settings against each other as they would act (`ram`), or as they would be stored (`eeprom`). */
const checkOrder = (
  layer: "ram" | "eeprom",
  writes: ReadonlyArray<Write>,
  facts: Facts
): Result.Result<void, Errors.ControlError> => {
  const written = new Map<number, number>()
  for (const { action } of writes) {
    if (action._tag !== "Setting") continue
    // What is stored acts too.
    if (layer === "ram" || action.to === "eeprom") written.set(action.id, action.wanted.raw)
  }
  const before = (id: number) =>
    layer === "ram"
      ? (facts.ramOnly.get(id)?.raw ?? facts.settings.get(id)?.storedRaw)
      : facts.settings.get(id)?.storedRaw
  const after = (id: number): number | null => {
    const raw = written.get(id) ?? before(id)
    return raw === undefined ? null : valueOf(facts, id, raw)
  }
  const [absorption, float, shutdown, above] = related.map(after) as [
    number | null,
    number | null,
    number | null,
    number | null
  ]
  const nameOf = (id: number): string => Setting.byId(id)?.name ?? `setting ${id}`
  const touches = (...ids: ReadonlyArray<number>): boolean => ids.some((id) => written.has(id))
  if (touches(ABSORPTION, FLOAT) && absorption !== null && float !== null && float > absorption) {
    return outOfRange(
      nameOf(written.has(FLOAT) ? FLOAT : ABSORPTION),
      `float ${quantity(float, "V")} above absorption ${quantity(absorption, "V")}`,
      "a float voltage up to the absorption voltage"
    )
  }
  if (shutdown === null || above === null || !touches(FLOAT, SHUTDOWN, RESTART_ABOVE_SHUTDOWN))
    return Result.void
  const restart = shutdown + above
  if (touches(SHUTDOWN, RESTART_ABOVE_SHUTDOWN) && above <= 0) {
    return outOfRange(
      nameOf(RESTART_ABOVE_SHUTDOWN),
      quantity(above, "V"),
      "a restart voltage above the shut-down voltage"
    )
  }
  return float !== null && restart > float - ROUNDING
    ? outOfRange(
        nameOf(written.has(FLOAT) ? FLOAT : SHUTDOWN),
        `restart at ${quantity(restart, "V")}, float at ${quantity(float, "V")}`,
        "a restart voltage below the float voltage"
      )
    : Result.void
}
