/**
 * Energy by the way it took through one unit, in the order and the unit of the energy counters; kept below 256, as they
 * are. Reference: protocol.md 4.5.10.
 */
import { EnergyCounters } from "@vebus/codec"
import type { Live } from "./Live.ts"
import { TICK_SECONDS } from "./Site.ts"

/** Joules in one count. */
const COUNT = 65_536
const ROLL_OVER = 256

/** No energy counted. */
export const initial: ReadonlyArray<number> = EnergyCounters.counters.map(() => 0)

const place = (counter: (typeof EnergyCounters.counters)[number]): number =>
  EnergyCounters.counters.indexOf(counter)

const AC1_TO_INVERTER = place("acIn1ToInverter")
const AC1_TO_OUTPUT = place("acIn1ToOutput")
const INVERTER_TO_AC1 = place("inverterToAcIn1")
const INVERTER_TO_OUTPUT = place("inverterToOutput")

/** Adds what flowed through a unit during a step. */
export const add = (
  energy: ReadonlyArray<number>,
  { inputWatts, outputWatts }: Pick<Live, "inputWatts" | "outputWatts">
): ReadonlyArray<number> => {
  const drawn = Math.max(inputWatts, 0)
  const through = Math.min(drawn, outputWatts)
  const counts = [...energy]
  const count = (way: number, watts: number) => {
    counts[way] = (counts[way]! + (watts * TICK_SECONDS) / COUNT) % ROLL_OVER
  }
  count(AC1_TO_INVERTER, drawn - through)
  count(AC1_TO_OUTPUT, through)
  count(INVERTER_TO_AC1, Math.max(-inputWatts, 0))
  count(INVERTER_TO_OUTPUT, outputWatts - through)
  return counts
}
