/**
 * The eight lamps of the front panel by name, and what they mean together.
 */
import { LedPatterns, type LedMasks } from "@vebus/codec/device"
import type * as Reading from "@vebus/codec/reading"

/** A lamp of the panel. */
export interface Lamp {
  readonly name: LedMasks.Lamp
  readonly label: string
  /** Its colour as on the device. */
  readonly colour: "good" | "amber" | "alarm"
}

/** The lamps as on the panel: the charger's, then the inverter's and the alarms. */
export const lamps: ReadonlyArray<Lamp> = [
  { name: "mains", label: "Mains on", colour: "good" },
  { name: "bulk", label: "Bulk", colour: "good" },
  { name: "absorption", label: "Absorption", colour: "good" },
  { name: "float", label: "Float", colour: "good" },
  { name: "inverter", label: "Inverter on", colour: "amber" },
  { name: "overload", label: "Overload", colour: "alarm" },
  { name: "lowBattery", label: "Low battery", colour: "alarm" },
  { name: "temperature", label: "Temperature", colour: "alarm" }
]

const words: Readonly<Record<LedMasks.LedState, string>> = {
  off: "off",
  on: "on",
  blink: "blinking",
  "blink-antiphase": "blinking in turn"
}

/** The state of a lamp in words. */
export const word = (state: LedMasks.LedState | null): string => (state === null ? "not known" : words[state])

/** The meanings of the lamps of a reading together. */
export const patternsOf = ({
  leds,
  vebusError
}: Pick<Reading.Reading, "leds" | "vebusError">): ReadonlyArray<LedPatterns.LedPattern> =>
  leds === null ? [] : LedPatterns.ofStates(leds, vebusError?.code ?? null)

const isLit = (state: LedMasks.LedState): boolean => state !== "off"

/** The lit lamps one by one, where they have no meaning together. */
const oneByOne = (leds: LedMasks.LampStates, hasInput: boolean): ReadonlyArray<string> => {
  const charging = (["bulk", "absorption", "float"] as const).filter((name) => isLit(leds[name]))
  const alarms = lamps.filter(({ name, colour }) => colour === "alarm" && isLit(leds[name]))
  return [
    ...alarms.map(({ name, label }) => `${label}: ${leds[name] === "on" ? "alarm" : "warning"}`),
    ...(hasInput ? [isLit(leds.mains) ? "Mains present" : "No mains"] : []),
    ...(charging.length === 0 ? [] : [`charging: ${charging.join(" and ")}`]),
    ...(isLit(leds.inverter) ? [hasInput ? "inverting" : "Inverting"] : [])
  ]
}

/** The meaning of the panel, in words. */
export const meaning = (reading: Reading.Reading | null): string => {
  if (reading === null) return "Not known."
  if (reading.leds === null) return "The unit tells nothing of its lamps."
  if (Object.values(reading.leds).every((state) => state === "off")) return "All lamps are off."
  const patterns = patternsOf(reading).map(({ label }) => label)
  return patterns.length === 0
    ? `${oneByOne(reading.leds, reading.inputs !== 0).join(", ")}.`
    : `Together they say: ${patterns.join(", ")}.`
}
