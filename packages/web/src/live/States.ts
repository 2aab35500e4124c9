/**
 * What a unit does, in words.
 */
import type * as Reading from "@vebus/codec/reading"
import { ABSENT } from "../format/Quantity.ts"

const states: Readonly<Record<string, string>> = {
  down: "Down",
  startup: "Starting",
  off: "Off",
  slave: "Slave",
  "invert-full": "Inverting",
  "invert-half": "Inverting (half)",
  "invert-aes": "Inverting (AES)",
  "power-assist": "Assisting",
  bypass: "Passing through",
  charge: "Charging"
}

/** A name of ours as words. */
export const spaced = (name: string): string => name.replaceAll("-", " ")

/** The state, short; "–" where it is not known. */
export const state = (reading: Reading.Reading | null): string => {
  const name = reading?.device?.state
  return name === undefined ? ABSENT : (states[name] ?? spaced(name))
}

/** How it charges; empty where it does not charge. */
export const charge = (reading: Reading.Reading | null): string => spaced(reading?.device?.chargeState ?? "")

/** The position of the switch in words; empty where it is not known. */
export const position = (reading: Reading.Reading | null): string => spaced(reading?.switch?.requested ?? "")
