/**
 * The lamps of the front panel, by what a unit does and warns of. Which lamps an alarm lights is common knowledge; no
 * source writes it down. Reference: protocol.md 3.4.
 */
import { LedMasks } from "@vebus/codec"
import type { MainState } from "../world/Flow.ts"
import type { SubState } from "../world/Live.ts"
import { Alarm } from "../world/Protection.ts"

/** The facts that the lamps show. */
export interface Shown {
  readonly state: MainState
  readonly subState: SubState
  readonly alarms: number
  readonly isOnMains: boolean
  /** A manager moves the energy, which changes what storage looks like. */
  readonly isManaged: boolean
}

const lamp = (name: LedMasks.Lamp): number => 1 << LedMasks.lamps.indexOf(name)

const mains = lamp("mains")
const inverter = lamp("inverter")
const [bulk, absorption, float] = [lamp("bulk"), lamp("absorption"), lamp("float")]

const steady = (on: number): LedMasks.LedMasks => ({ on, blink: 0 })
const blinking = (blink: number): LedMasks.LedMasks => ({ on: 0, blink })
const forced = blinking(bulk | absorption | float)

const chargerOf = (subState: SubState, isManaged: boolean): LedMasks.LedMasks => {
  switch (subState) {
    case "init":
      return steady(0)
    case "bulk":
      return steady(bulk)
    case "bulk-stopped":
      return blinking(bulk)
    case "absorption":
    case "repeated-absorption":
      return steady(absorption)
    case "float":
      return steady(float)
    case "storage":
      // As captured from a unit with ESS.
      return isManaged ? blinking(bulk | float) : steady(float)
    case "forced-absorption":
    case "equalise":
      return forced
  }
}

/** The alarm lamps: steady for an alarm, blinking for its warning. */
const alarmLamps: ReadonlyArray<readonly [lamp: number, alarm: number, warning: number]> = [
  [lamp("temperature"), Alarm.temperature, Alarm.temperatureWarning],
  [lamp("lowBattery"), Alarm.lowBattery, Alarm.lowBatteryWarning],
  [lamp("overload"), Alarm.overload, Alarm.overloadWarning]
]

const workLamps = ({ state, subState, isManaged }: Shown): LedMasks.LedMasks => {
  switch (state) {
    case "off":
    case "down":
      return steady(0)
    case "invert-full":
      return steady(inverter)
    case "power-assist":
      return blinking(inverter)
    case "bypass":
      return steady(0)
    case "charge":
      return chargerOf(subState, isManaged)
  }
}

/** The LED masks. A unit that is switched off tells nothing about its lamps. */
export const masks = (shown: Shown): LedMasks.LedMasks => {
  if (shown.state === "off") return LedMasks.NO_INFORMATION
  let { on, blink } = workLamps(shown)
  if (shown.isOnMains) on |= mains
  for (const [bit, alarm, warning] of alarmLamps) {
    if ((shown.alarms & alarm) !== 0) on |= bit
    else if ((shown.alarms & warning) !== 0) blink |= bit
  }
  return { on, blink }
}
