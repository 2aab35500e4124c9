/**
 * Where the power of the loads comes from, as a reading has it, and what its lamps say. Pure.
 *
 *     mains      AC is accepted: passed through, charging or assisting, or the mains LED is on
 *     battery    the unit inverts, and the mains LED is not on
 *     none       it is off
 *
 * Reference: integrations.md 6.2.
 */
import type * as Reading from "@vebus/codec/reading"

/** Where the power comes from. */
export type Supply = "mains" | "battery" | "none"

const PASSING: ReadonlySet<string> = new Set(["bypass", "charge", "power-assist"])
const INVERTING: ReadonlySet<string> = new Set(["invert-full", "invert-half", "invert-aes"])
const OFF: ReadonlySet<string> = new Set(["off", "down"])

/** The state of the system: a slave does what its master does. `null`: not told. */
export const stateOf = ({ device, units }: Pick<Reading.Reading, "device" | "units">): string | null => {
  if (device !== null && device.state !== "slave") return device.state
  return (units ?? []).map(({ state }) => state).find((state) => state !== null && state !== "slave") ?? null
}

/** Where the power comes from; `null`: the reading does not tell. */
export const of = (reading: Reading.Reading): Supply | null => {
  const state = stateOf(reading)
  if (reading.leds?.mains === "on" || (state !== null && PASSING.has(state))) return "mains"
  if (state === null) return null
  if (INVERTING.has(state)) return "battery"
  return OFF.has(state) ? "none" : null
}

/** Whether a lamp is lit; it blinks as a warning. `null`: nobody knows. */
export const isLit = (
  lamp: NonNullable<Reading.Reading["leds"]>["mains"] | null | undefined
): boolean | null => (lamp === null || lamp === undefined ? null : lamp !== "off")
