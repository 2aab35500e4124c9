/**
 * Energy by the way it took through one unit, in the order of the energy counters: what flowed since the start, in
 * joules, and what the counters hold, in their own unit and below 256. Counters can be cleared, what flowed cannot.
 * Reference: protocol.md 4.5.10.
 */
import { EnergyCounters } from "@vebus/codec"
import type { Live } from "./Live.ts"
import { TICK_SECONDS } from "./Site.ts"

/** Joules in one count. */
const COUNT = 65_536
const ROLL_OVER = 256

/** The energy that one unit has carried. */
export interface State {
  /** In joules, since the start of the simulation. */
  readonly flowed: ReadonlyArray<number>
  /** The values of its counters, before they are cut to whole counts. */
  readonly counts: ReadonlyArray<number>
}

const nothing: ReadonlyArray<number> = EnergyCounters.counters.map(() => 0)

/** No energy counted. */
export const initial: State = { flowed: nothing, counts: nothing }

/** The counters start from 0 again. */
export const cleared = ({ flowed }: State): State => ({ flowed, counts: nothing })

const place = (counter: (typeof EnergyCounters.counters)[number]): number =>
  EnergyCounters.counters.indexOf(counter)

/** The ways of the two AC inputs, AC1 first. */
const ways = [
  {
    toInverter: place("acIn1ToInverter"),
    toOutput: place("acIn1ToOutput"),
    fromInverter: place("inverterToAcIn1")
  },
  {
    toInverter: place("acIn2ToInverter"),
    toOutput: place("acIn2ToOutput"),
    fromInverter: place("inverterToAcIn2")
  }
] as const
const INVERTER_TO_OUTPUT = place("inverterToOutput")

/** Adds what flowed through a unit during a step. The input is 0 for AC1, 1 for AC2. */
export const add = (
  { flowed, counts }: State,
  { inputWatts, outputWatts }: Pick<Live, "inputWatts" | "outputWatts">,
  input: 0 | 1
): State => {
  const drawn = Math.max(inputWatts, 0)
  const through = Math.min(drawn, outputWatts)
  const { toInverter, toOutput, fromInverter } = ways[input]
  const nextFlowed = [...flowed]
  const nextCounts = [...counts]
  const count = (way: number, watts: number) => {
    const joules = watts * TICK_SECONDS
    nextFlowed[way] = nextFlowed[way]! + joules
    nextCounts[way] = (nextCounts[way]! + joules / COUNT) % ROLL_OVER
  }
  count(toInverter, drawn - through)
  count(toOutput, through)
  count(fromInverter, Math.max(-inputWatts, 0))
  count(INVERTER_TO_OUTPUT, outputWatts - through)
  return { flowed: nextFlowed, counts: nextCounts }
}

/** Of two halves of one unit. */
export const joined = (one: State, other: State): State => ({
  flowed: one.flowed.map((joules, way) => joules + other.flowed[way]!),
  counts: one.counts.map((count, way) => (count + other.counts[way]!) % ROLL_OVER)
})
