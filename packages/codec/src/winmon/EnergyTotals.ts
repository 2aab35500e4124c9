/**
 * Energy since counting began: the rolling counters of 0x0F added up, modulo 256, per device. A counter rolls over every
 * 256 counts (at 5 kW in 56 minutes): what passes between two replies further apart than that is lost unseen, and a
 * device that restarted counts from 0, so begin anew (`resume`) after a gap. Where nobody can tell a roll-over from a
 * restart, `addSurely` counts what has flowed either way. Reference: protocol.md 4.5.10.
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

/** The energy that one more reply adds; the device may have restarted since the reply before. */
export interface Surely {
  readonly state: State
  /** `whole`: all that flowed; `part`: some of it may be missing; `anew`: nothing, for more than the device can carry. */
  readonly added: "whole" | "part" | "anew"
}

/** How many counts one way can have carried since the reply before. */
export interface Most {
  /** Through this device. */
  readonly device: number
  /** Through any device there is. */
  readonly any: number
}

/**
 * Adds what has surely passed since the reply before.
 *
 * A counter that rose has carried the difference at least, even where it began again from 0 meanwhile; only a rise
 * beyond any device is no truth. One that fell rolled over or began again. Where rolling over would be more than the
 * device can carry it began again, and nothing is counted. Else only what it shows now has flowed for sure, unless another
 * counter, which could not have come up to where it was again, proves that there was no restart.
 */
export const addSurely = (state: State, reply: Reply, most: Most): Surely => {
  const { last, counts } = state
  const { counts: now } = reply
  if (last === null) return { state: add(state, reply), added: "whole" }
  const steps = counters.map((_, index) => (now[index]! - last[index]!) & 0xff)
  const hasFallen = counters.map((_, index) => now[index]! < last[index]!)
  const isImpossible = steps.some((step, index) => step > (hasFallen[index] ? most.device : most.any))
  if (isImpossible) return { state: add(resume(state), reply), added: "anew" }
  const isUnbroken = last.some((before, index) => before > most.device && !hasFallen[index])
  if (isUnbroken || !hasFallen.includes(true)) return { state: add(state, reply), added: "whole" }
  const sure = steps.map((step, index) => (hasFallen[index] ? now[index]! : step))
  return {
    state: { last: now, counts: counts.map((count, index) => count + sure[index]!) },
    added: "part"
  }
}

/** Keeps what was counted, and counts on from the next reply. */
export const resume = ({ counts }: State): State => ({ last: null, counts })

/** The energy that each counter has counted. */
export const joules = ({ counts }: State): Readonly<Record<Counter, Joules>> =>
  Object.fromEntries(
    counters.map((counter, index) => [counter, Scale.countsToJoules(counts[index]!)])
  ) as Record<Counter, Joules>
