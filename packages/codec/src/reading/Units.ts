/**
 * The units of a system, each by itself, and what they come to together.
 *
 * A sum is made of all its units or not at all: with one missing it would be another quantity, not a smaller one. Its
 * words are from one polling cycle. Reference: protocol.md 6.10.
 */
import type { Raw16 } from "../bytes/Words.ts"
import * as Plausible from "../device/Plausible.ts"
import type { Amperes, Watts } from "../device/Quantity.ts"
import * as Scale from "../device/Scale.ts"
import type * as Document from "./Document.ts"
import { type Arrived, Ram, type UnitParts } from "./Parts.ts"
import * as Scaled from "./Scaled.ts"

/** A unit of a reading, and the cycle that its words are from. */
export interface Told {
  readonly unit: Document.Unit
  readonly cycle: number
}

/** The value of a part that counts, or `null`. */
export type Fresh = <A>(part: Arrived<A> | null | undefined) => A | null

/** The values of a unit, on a phase or on none. */
export const tell = (parts: UnitParts, phase: Document.Phase | null, fresh: Fresh): Told => {
  const { address, status, scales, cycle, measuresPower } = parts
  const isPresent = status === "present"
  const word = (id: number): Raw16 | null => (isPresent ? fresh(parts.ram.get(id)) : null)
  const watts = (id: number): Watts | null => (measuresPower ? Scaled.wattsOf(id, word(id), scales) : null)
  const state = isPresent ? fresh(parts.state) : null
  return {
    cycle,
    unit: {
      address,
      phase,
      status,
      battery: batteryOf(parts, word),
      inputPower: watts(Ram.inputPower),
      outputPower: watts(Ram.outputPower),
      inverterPower: watts(Ram.inverterPower),
      state: state === null ? null : state.state,
      chargeState: state === null || state.state !== "charge" ? null : state.subState
    }
  }
}

/** The battery by RAM 4 and 5 of one unit; `null` where it reports neither. */
const batteryOf = (
  { scales, nominalVolts }: UnitParts,
  word: (id: number) => Raw16 | null
): Document.Unit["battery"] => {
  const [voltageRaw, currentRaw] = [word(Ram.batteryVoltage), word(Ram.batteryCurrent)]
  const told = voltageRaw === null ? null : Scale.volts(scales.get(Ram.batteryVoltage), voltageRaw)
  const voltage = Plausible.possible(Ram.batteryVoltage, told, { volts: nominalVolts })
  const current = currentRaw === null ? null : Scale.amperes(scales.get(Ram.batteryCurrent), currentRaw)
  if (voltage === null && current === null) return null
  const power = voltage === null || current === null ? null : ((voltage * current + 0) as Watts)
  return { voltage, current, power }
}

/** The sum of a figure over units; `null` without any, when one lacks it, or when they are from different cycles. */
export const sum = <A extends Amperes | Watts>(
  units: ReadonlyArray<Told>,
  figure: (unit: Document.Unit) => A | null
): A | null => {
  const [first] = units
  if (first === undefined) return null
  let total = 0
  for (const { unit, cycle } of units) {
    const part = figure(unit)
    if (part === null || cycle !== first.cycle) return null
    total += part
  }
  return total as A
}
