/**
 * The meanings of lamps together, beyond each by itself. "Blinking" is either phase.
 *
 *     inverter in anti-phase            VE.Bus error; the other lamps then mean nothing
 *     inverter blinking                 power assist, normal
 *     bulk, absorption, float blinking  a charge state is forced, no alarm
 *     absorption, float blinking        temperature sensor error
 *     bulk, absorption blinking         voltage sensor error
 *
 * Without LED information, or while a VE.Bus error is told, patterns mean nothing. Reference: protocol.md 3.4.
 */
import {
  isAvailable,
  type Lamp,
  type LampStates,
  type LedMasks,
  type LedState,
  lamps,
  lampState
} from "./LedMasks.ts"

/** The patterns that have a meaning. */
export const patterns = [
  { name: "vebus-error", label: "VE.Bus error", isAlarm: true },
  { name: "power-assist", label: "assisting the AC input", isAlarm: false },
  { name: "charge-state-forced", label: "a charge state is forced", isAlarm: false },
  { name: "temperature-sensor-error", label: "temperature sensor error", isAlarm: true },
  { name: "voltage-sensor-error", label: "voltage sensor error", isAlarm: true }
] as const
/** One of the patterns. */
export type LedPattern = (typeof patterns)[number]

const [vebusError, powerAssist, chargeStateForced, temperatureSensorError, voltageSensorError] = patterns

const bit = (lamp: Lamp): number => lamps.indexOf(lamp)
const [absorption, bulk, float] = [1 << bit("absorption"), 1 << bit("bulk"), 1 << bit("float")]

/** The meaning of the lit lamps together. `error` is the VE.Bus error, `null` when the adapter does not report it. */
export const meanings = (masks: LedMasks, error: number | null): ReadonlyArray<LedPattern> => {
  if (!isAvailable(masks) || (error !== null && error !== 0)) return []
  const inverter = lampState(masks, bit("inverter"))
  if (inverter === "blink-antiphase") return [vebusError]
  const charging = chargerPattern(masks.blink)
  return [...(inverter === "blink" ? [powerAssist] : []), ...(charging === null ? [] : [charging])]
}

/** The masks whose lamps are in these states. */
const masksOf = (states: LampStates): LedMasks => {
  const mask = (of: (state: LedState) => boolean): number =>
    lamps.reduce((sum, lamp, index) => sum | (of(states[lamp]) ? 1 << index : 0), 0)
  return {
    on: mask((state) => state === "on" || state === "blink-antiphase"),
    blink: mask((state) => state === "blink" || state === "blink-antiphase")
  }
}

/** The same for the states of the lamps. */
export const ofStates = (states: LampStates, error: number | null): ReadonlyArray<LedPattern> =>
  meanings(masksOf(states), error)

/** The pattern of the three charger lamps. */
const chargerPattern = (blink: number): LedPattern | null => {
  switch (blink & (absorption | bulk | float)) {
    case absorption | bulk | float:
      return chargeStateForced
    case absorption | float:
      return temperatureSensorError
    case absorption | bulk:
      return voltageSensorError
    default:
      return null
  }
}
