/**
 * Protection of units and battery from harm, and its alarms:
 *
 *     low battery   the inverter stops below one voltage, and starts again from a higher one
 *     overload      it stops when it has to carry too much for ten seconds, or far too much at once; tries again
 *     temperature   inverter and charger stop until the unit has cooled down
 *
 * Each warns before it acts. Reference: protocol.md 3.4; settings 11, 12, 63.
 */
import type { Rules } from "./Orders.ts"
import { TICK_SECONDS } from "./Site.ts"

export interface State {
  readonly lowBattery: boolean
  /** How long the inverter has been carrying too much. */
  readonly overloadedSeconds: number
  /** How long it still rests after an overload. */
  readonly restSeconds: number
  readonly overheated: boolean
  readonly ambientCelsius: number
  readonly unitCelsius: number
  readonly batteryCelsius: number
}

/** Bits of the alarms, as in protocol.md 3.4. */
export const Alarm = {
  temperatureWarning: 0x01,
  lowBatteryWarning: 0x02,
  overloadWarning: 0x04,
  temperature: 0x10,
  lowBattery: 0x20,
  overload: 0x40
} as const

/** Shares of what the inverter carries without end. */
const OVERLOAD_WARNING = 1
const OVERLOAD = 1.25
/** A load that no inverter takes up. */
export const OVERLOAD_AT_ONCE = 2
const OVERLOAD_SECONDS = 10
const OVERLOAD_REST_SECONDS = 30

const HOT_WARNING_CELSIUS = 85
const HOT_CELSIUS = 95
const COOL_CELSIUS = 75

/** How much warmer than their surroundings unit and battery become at full power, and how fast, as a share per step. */
const UNIT_RISE_CELSIUS = 40
const UNIT_SHARE = TICK_SECONDS / 900
const BATTERY_RISE_CELSIUS = 8
const BATTERY_SHARE = TICK_SECONDS / 7200

const AMBIENT_CELSIUS = 25

export const initial: State = {
  lowBattery: false,
  overloadedSeconds: 0,
  restSeconds: 0,
  overheated: false,
  ambientCelsius: AMBIENT_CELSIUS,
  unitCelsius: AMBIENT_CELSIUS,
  batteryCelsius: AMBIENT_CELSIUS
}

/** Whether the inverter may work. */
export const mayInvert = ({ lowBattery, restSeconds, overheated }: State): boolean =>
  !lowBattery && restSeconds <= 0 && !overheated

/** The measurements for the protection. */
export interface Seen {
  readonly batteryVolts: number
  /** Positive when charging. */
  readonly batteryAmperes: number
  /** The current that the battery and its charger are made for. */
  readonly ratedAmperes: number
  /** The load of the hardest working inverter, as a share of the load that it carries without end. */
  readonly inverterShare: number
  /** The power of the hardest working unit between AC and DC in either direction, as the same share. */
  readonly workShare: number
  /** The loads draw more from the mains than the limit of its current. */
  readonly exceedsLimit: boolean
  /** The battery cannot give what the inverters have to carry. */
  readonly isExhausted: boolean
  readonly isOnMains: boolean
}

/** A quarter of a second later. */
export const next = (state: State, rules: Rules, seen: Seen): State => {
  const overloadedSeconds = seen.inverterShare > OVERLOAD ? state.overloadedSeconds + TICK_SECONDS : 0
  const trips = overloadedSeconds >= OVERLOAD_SECONDS || seen.inverterShare > OVERLOAD_AT_ONCE
  const { ambientCelsius, unitCelsius, batteryCelsius } = state
  const battery = seen.batteryAmperes / seen.ratedAmperes
  const unitGoal = ambientCelsius + UNIT_RISE_CELSIUS * seen.workShare * seen.workShare
  const batteryGoal = ambientCelsius + BATTERY_RISE_CELSIUS * battery * battery
  const warmer = unitCelsius + (unitGoal - unitCelsius) * UNIT_SHARE
  return {
    lowBattery: state.lowBattery
      ? seen.batteryVolts < rules.restartVolts
      : seen.isExhausted || (seen.batteryAmperes < 0 && seen.batteryVolts < rules.lowVolts),
    overloadedSeconds: trips ? 0 : overloadedSeconds,
    restSeconds: trips
      ? OVERLOAD_REST_SECONDS
      : seen.isOnMains
        ? 0
        : Math.max(state.restSeconds - TICK_SECONDS, 0),
    overheated: unitCelsius >= (state.overheated ? COOL_CELSIUS : HOT_CELSIUS),
    ambientCelsius,
    unitCelsius: warmer,
    batteryCelsius: batteryCelsius + (batteryGoal - batteryCelsius) * BATTERY_SHARE
  }
}

/** The alarm bits of a state and of what is seen in it. */
export const alarms = (state: State, rules: Rules, seen: Seen): number => {
  const isLow = seen.batteryAmperes <= 0 && seen.batteryVolts < rules.warningVolts
  return (
    warning(
      state.overheated,
      state.unitCelsius >= HOT_WARNING_CELSIUS,
      Alarm.temperature,
      Alarm.temperatureWarning
    ) |
    warning(
      state.lowBattery && !seen.isOnMains,
      isLow || state.lowBattery,
      Alarm.lowBattery,
      Alarm.lowBatteryWarning
    ) |
    warning(
      state.restSeconds > 0,
      seen.inverterShare > OVERLOAD_WARNING || seen.exceedsLimit,
      Alarm.overload,
      Alarm.overloadWarning
    )
  )
}

const warning = (isAlarm: boolean, isWarning: boolean, alarmBit: number, warningBit: number): number =>
  isAlarm ? alarmBit : isWarning ? warningBit : 0
