/**
 * A battery as a voltage behind a resistance: the voltage rises with the state of charge, and current adds to it.
 * Currents and powers are positive when they charge. Plain arithmetic and square roots alone, so that every machine
 * computes the same.
 */
export interface Battery {
  /** Voltage of the full battery without current. */
  readonly fullVolts: number
  readonly ohms: number
  readonly ampereHours: number
}

/** Voltage of the empty battery as a share of the full one's. */
const EMPTY_SHARE = 0.94

/** The voltage without current, for a state of charge from 0 to 1. */
export const openVolts = (fullVolts: number, stateOfCharge: number): number =>
  fullVolts * (EMPTY_SHARE + (1 - EMPTY_SHARE) * stateOfCharge)

/** The voltage while so many watts go in (or, negative, come out): the root of V (V - open) / ohms = watts. */
export const voltsAt = (battery: Battery, stateOfCharge: number, watts: number): number => {
  const open = openVolts(battery.fullVolts, stateOfCharge)
  return (open + Math.sqrt(Math.max(0, open * open + 4 * battery.ohms * watts))) / 2
}

/** The watts that charge at a voltage, without exceeding a current. Zero when the battery stands above the voltage. */
export const wattsToCharge = (
  battery: Battery,
  stateOfCharge: number,
  volts: number,
  amperes: number
): number => {
  const open = openVolts(battery.fullVolts, stateOfCharge)
  const current = Math.min(Math.max((volts - open) / battery.ohms, 0), amperes)
  return current * (open + current * battery.ohms)
}

/** The state of charge after a current has flowed for so many hours, kept from 0 to 1. */
export const charged = (battery: Battery, stateOfCharge: number, amperes: number, hours: number): number =>
  Math.min(Math.max(stateOfCharge + (amperes * hours) / battery.ampereHours, 0), 1)
