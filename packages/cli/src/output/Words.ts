/**
 * Values in words, for people. What is absent is `-`, never 0.
 */
import { StateWords } from "@vebus/codec/device"
import type * as Reading from "@vebus/codec/reading"

/** A number with its unit. */
export const quantity = (value: number | null, unit: string, digits: number, width = 0): string =>
  `${fixed(value, digits).padStart(width)} ${unit}`

/** A number with so many digits. */
export const fixed = (value: number | null, digits: number): string => {
  if (value === null) return "-"
  const text = value.toFixed(digits)
  // A little less than nothing is nothing: -0.04 is shown as 0.0.
  return Number(text) === 0 ? (0).toFixed(digits) : text
}

export const percent = (ratio: number | null): string =>
  ratio === null ? "-" : `${Math.round(ratio * 100)} %`

/** Less than this would be shown as nothing at all. */
const HALF_PERCENT = 0.005

/** A share of things that went wrong, of which a few are not none. */
export const share = (ratio: number | null): string =>
  ratio !== null && ratio > 0 && ratio < HALF_PERCENT ? "< 1 %" : percent(ratio)

/** A name of ours as words. */
export const { spaced } = StateWords

/** The state of the device, and its charge state if it charges. */
export const device = ({ device: told }: Reading.Reading): readonly [string, string] =>
  told === null
    ? ["-", ""]
    : [StateWords.state(told.state), told.chargeState === null ? "" : spaced(told.chargeState)]

/** A time as it is typed: `500 ms`, `10 s`, `5 min`. */
export const duration = (millis: number): string => {
  if (millis < 1000) return `${millis} ms`
  const seconds = millis / 1000
  return seconds < 60 ? `${Number(seconds.toFixed(1))} s` : `${Math.round(seconds / 60)} min`
}

/** The local time of day. */
export const timeOfDay = (millis: number): string => {
  const date = new Date(millis)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => `${part}`.padStart(2, "0"))
    .join(":")
}
