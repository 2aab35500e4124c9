/**
 * Figures of a closed loop.
 */
import { type Moment, type Outcome, STEP_MILLIS } from "./ClosedLoop.ts"

/** The energy over the house connection in some time, in watt-hours, and the count of writes. */
export interface Figures {
  /** Import and export together. */
  readonly both: number
  readonly exported: number
  readonly writes: number
}

/** The moments from one time to another, in milliseconds. */
export const between = (moments: ReadonlyArray<Moment>, from: number, to: number): ReadonlyArray<Moment> =>
  moments.slice(Math.round(from / STEP_MILLIS), Math.round(to / STEP_MILLIS))

const wattHours = (moments: ReadonlyArray<Moment>, of: (watts: number) => number): number =>
  (moments.reduce((sum, { gridWatts }) => sum + of(gridWatts), 0) * STEP_MILLIS) / 3_600_000

/** The figures from one time to another. */
export const figures = ({ moments, writes }: Outcome, from: number, to: number): Figures => {
  const part = between(moments, from, to)
  return {
    both: wattHours(part, Math.abs),
    exported: wattHours(part, (watts) => Math.max(-watts, 0)),
    writes: writes.filter(({ at }) => at >= from && at < to).length
  }
}

/** How long after a time the grid is last outside of a band around a target, in milliseconds. */
export const settledAfter = (
  moments: ReadonlyArray<Moment>,
  from: number,
  to: number,
  target: number,
  band: number
): number => {
  const part = between(moments, from, to)
  const last = part.findLastIndex(({ gridWatts }) => Math.abs(gridWatts - target) > band)
  return (last + 1) * STEP_MILLIS
}

/** The distance between the least and the most grid power from one time to another, in watts. */
export const swing = (moments: ReadonlyArray<Moment>, from: number, to: number): number => {
  const part = between(moments, from, to).map(({ gridWatts }) => gridWatts)
  return Math.max(...part) - Math.min(...part)
}
