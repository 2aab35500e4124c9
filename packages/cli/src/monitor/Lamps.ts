/**
 * The lamps as on the front panel: the charger's on the left, the inverter's and the alarms on the right. What blinks
 * there blinks here, and is said, since a picture of the screen does not blink.
 */
import { type LedMasks, LedPatterns } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as Line from "./Line.ts"
import type { Glyphs } from "./Palette.ts"

/** How many columns one lamp with its name takes. */
export const LAMP = 20
const BLINK_MILLIS = 500

const panel: ReadonlyArray<readonly [LedMasks.Lamp, LedMasks.Lamp]> = [
  ["mains", "inverter"],
  ["absorption", "overload"],
  ["bulk", "lowBattery"],
  ["float", "temperature"]
]
const alarms: ReadonlyArray<LedMasks.Lamp> = ["overload", "lowBattery", "temperature"]

/** The panel, and below it what the lamps mean together, if anything. */
export const block = (
  { leds, vebusError }: Pick<Reading.Reading, "leds" | "vebusError">,
  now: number,
  glyphs: Glyphs
): ReadonlyArray<Line.Line> => {
  const isFirstHalf = Math.floor(now / BLINK_MILLIS) % 2 === 0
  const lamp = (name: LedMasks.Lamp): Line.Line => {
    const label = name === "lowBattery" ? "low battery" : name
    if (leds === null) return Line.line(`- ${label}`, "faint")
    const state = leds[name]
    if (state === "off") return Line.line(`${glyphs.dark} ${label}`, "faint")
    const isLit = state === "on" || (state === "blink") === isFirstHalf
    return [
      Line.span(isLit ? glyphs.lit : glyphs.dark, alarms.includes(name) ? "alarm" : "good"),
      Line.span(` ${label}${state === "on" ? "" : " blinks"}`, alarms.includes(name) ? "alarm" : "normal")
    ]
  }
  return [
    ...panel.map(([left, right]) => [...Line.fill(lamp(left), LAMP), ...lamp(right)]),
    ...(leds === null ? [] : LedPatterns.ofStates(leds, vebusError?.code ?? null)).map(({ label, isAlarm }) =>
      Line.line(label, isAlarm ? "alarm" : "normal")
    )
  ]
}
