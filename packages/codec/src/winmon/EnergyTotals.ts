/**
 * Energy since counting began: the rolling counters of 0x0F added up, modulo 256, per device. A counter rolls over every
 * 256 counts (at 5 kW in 56 minutes): what passes between two replies further apart than that is lost unseen, and a
 * device that restarted counts from anywhere, so begin anew (`resume`) after a gap. Reference: protocol.md 4.5.10.
 */
import type { Joules } from "../device/Quantity.ts"
import * as Scale from "../device/Scale.ts"
import { counters, type Reply } from "./EnergyCounters.ts"

/** One of the ten counters. */
export type Counter = (typeof counters)[number]

/** Counts since counting began, in the order of the counters, and the counters as last read. */
export interface State {
  readonly last: ReadonlyArray<number> | null
  readonly counts: ReadonlyArray<number>
}

/** Nothing counted yet. */
export const initial: State = { last: null, counts: counters.map(() => 0) }

/** Adds what has passed since the reply before. The first reply only says where to count from. */
export const add = ({ last, counts }: State, reply: Reply): State => ({
  last: reply.counts,
  counts:
    last === null
      ? counts
      : counts.map((count, index) => count + ((reply.counts[index]! - last[index]!) & 0xff))
})

/** Keeps what was counted, and counts on from the next reply. */
export const resume = ({ counts }: State): State => ({ last: null, counts })

/** The energy that each counter has counted. */
export const joules = ({ counts }: State): Readonly<Record<Counter, Joules>> =>
  Object.fromEntries(
    counters.map((counter, index) => [counter, Scale.countsToJoules(counts[index]!)])
  ) as Record<Counter, Joules>
