/**
 * The state of a unit, in words.
 */
import { StateWords } from "@vebus/codec/device"
import type * as Reading from "@vebus/codec/reading"
import { ABSENT } from "../format/Quantity.ts"

const titled = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** The state, short; "–" where it is not known. */
export const state = (reading: Reading.Reading | null): string => {
  const name = reading?.device?.state
  return name === undefined ? ABSENT : titled(StateWords.state(name))
}

/** How it charges; empty where it does not charge. */
export const charge = (reading: Reading.Reading | null): string =>
  StateWords.spaced(reading?.device?.chargeState ?? "")

/** The position of the switch in words; empty where it is not known. */
export const position = (reading: Reading.Reading | null): string =>
  StateWords.spaced(reading?.switch?.requested ?? "")
