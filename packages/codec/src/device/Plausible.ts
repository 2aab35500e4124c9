/**
 * Values that cannot be: not improbable ones, which may be the very fault that somebody looks for. A scale told wrong
 * makes such values, ten times too high. Reference: decisions.md 5; protocol.md 5.2.
 */
import type { Nominal } from "./Product.ts"

/** The battery voltage at which a unit of this nominal voltage switches off is 17 V for 12 V; none measures far beyond. */
const BATTERY_FACTOR = 1.6
const BATTERY_VOLTAGE = 4
const STATE_OF_CHARGE = 13
/** No unit is connected to more between line and neutral. */
const AC_VOLTS = 400
const AC_VOLTAGES: ReadonlyArray<number> = [0, 2]

/** Why a value of a RAM variable cannot be, in words; `null`: it can. A product without a known voltage is not judged. */
export const impossible = (id: number, value: number, { volts }: Pick<Nominal, "volts">): string | null => {
  if (id === BATTERY_VOLTAGE && volts !== null && value > volts * BATTERY_FACTOR) {
    return `a battery of ${value} V at a unit for ${volts} V`
  }
  if (id === STATE_OF_CHARGE && value > 1) return `a state of charge of ${value * 100} %`
  return AC_VOLTAGES.includes(id) && value > AC_VOLTS ? `an AC voltage of ${value} V` : null
}

/** A value of a RAM variable that can be; `null` instead of one that cannot. */
export const possible = <A extends number>(
  id: number,
  value: A | null,
  nominal: Pick<Nominal, "volts">
): A | null => (value === null || impossible(id, value, nominal) !== null ? null : value)
