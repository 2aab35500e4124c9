/**
 * A battery: a voltage that follows the state of charge, behind a resistance. While it is charged the resistance grows
 * as the battery fills, so that the current at a steady voltage dies away. Currents and powers are positive when they
 * charge. Plain arithmetic and square roots alone, so that every machine computes the same.
 */
export interface Battery {
  /** Voltage of the full battery without current. */
  readonly fullVolts: number
  readonly ohms: number
  /** The growth of the resistance: this, divided by the share that is still empty. */
  readonly fillingOhms: number
  readonly ampereHours: number
}

/** Voltage without current by state of charge, as a share of the full battery's: a knee below, then nearly flat. */
const curve: ReadonlyArray<readonly [stateOfCharge: number, share: number]> = [
  [0, 0.62],
  [0.05, 0.91],
  [0.2, 0.955],
  [0.5, 0.972],
  [0.85, 0.991],
  [1, 1]
]

/** Where the resistance stops growing. */
const LEAST_EMPTY_SHARE = 0.002
const SECONDS_PER_HOUR = 3600

/** The voltage without current, for a state of charge from 0 to 1. */
export const openVolts = (fullVolts: number, stateOfCharge: number): number => {
  let [fromCharge, fromShare] = curve[0]!
  for (const [charge, share] of curve) {
    if (stateOfCharge <= charge && charge > fromCharge) {
      const part = (stateOfCharge - fromCharge) / (charge - fromCharge)
      return fullVolts * (fromShare + (share - fromShare) * part)
    }
    fromCharge = charge
    fromShare = share
  }
  return fullVolts * fromShare
}

/** The energy that a battery holds above that of the empty one, in joules: the area under the curve. */
export const storedJoules = ({ fullVolts, ampereHours }: Battery, stateOfCharge: number): number => {
  let area = 0
  let [fromCharge] = curve[0]!
  for (const [charge] of curve) {
    const to = Math.min(charge, stateOfCharge)
    if (to <= fromCharge) continue
    area += ((openVolts(fullVolts, fromCharge) + openVolts(fullVolts, to)) / 2) * (to - fromCharge)
    fromCharge = to
  }
  return area * ampereHours * SECONDS_PER_HOUR
}

/** The resistance that a charging current meets. */
const chargingOhms = ({ ohms, fillingOhms }: Battery, stateOfCharge: number): number =>
  ohms + fillingOhms / Math.max(1 - stateOfCharge, LEAST_EMPTY_SHARE)

/** The voltage while so many watts go in (or, negative, come out): the root of V (V - open) / ohms = watts. */
export const voltsAt = (battery: Battery, stateOfCharge: number, watts: number): number => {
  const open = openVolts(battery.fullVolts, stateOfCharge)
  const ohms = watts > 0 ? chargingOhms(battery, stateOfCharge) : battery.ohms
  return (open + Math.sqrt(Math.max(0, open * open + 4 * ohms * watts))) / 2
}

/**
 * The watts that bring a battery to a voltage, without exceeding a current and without overfilling it in so many hours.
 * None when the battery stands above the voltage.
 */
export const wattsToCharge = (
  battery: Battery,
  stateOfCharge: number,
  volts: number,
  amperes: number,
  hours: number
): number => {
  const open = openVolts(battery.fullVolts, stateOfCharge)
  const ohms = chargingOhms(battery, stateOfCharge)
  const room = ((1 - stateOfCharge) * battery.ampereHours) / hours
  const current = Math.max(Math.min((volts - open) / ohms, amperes, room), 0)
  return current * (open + current * ohms)
}

/** The most watts that can be drawn for so many hours: what the resistance lets out, and what is in the battery. */
export const wattsToDraw = (battery: Battery, stateOfCharge: number, hours: number): number => {
  const open = openVolts(battery.fullVolts, stateOfCharge)
  const current = Math.min(open / (2 * battery.ohms), (stateOfCharge * battery.ampereHours) / hours)
  return current * (open - current * battery.ohms)
}

/** The state of charge after a current has flowed for so many hours, kept from 0 to 1. */
export const charged = (battery: Battery, stateOfCharge: number, amperes: number, hours: number): number =>
  Math.min(Math.max(stateOfCharge + (amperes * hours) / battery.ampereHours, 0), 1)
