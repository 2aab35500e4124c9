/**
 * The last ten minutes: one point for each reading, the oldest dropped.
 */
import type * as Reading from "@vebus/codec/reading"

/** What is drawn. */
export const series = ["input", "output", "battery"] as const
/** A line of the trend: power drawn from the AC input, power to the loads, power into the battery. */
export type Series = (typeof series)[number]

/** Powers in watts at one time; `null`: absent. */
export interface Point extends Readonly<Record<Series, number | null>> {
  /** Milliseconds since 1970 on the clock of this page. */
  readonly ms: number
  /** 0 to 1. */
  readonly stateOfCharge: number | null
}

/** How far back it reaches. */
export const SPAN_MILLIS = 600_000
/** So many points are kept. */
export const MOST_POINTS = 600
/** Two points further apart than that have a gap between them, never a line. */
export const GAP_MILLIS = 5000

/** The trend with one reading more. One that is older than the last, as after a resumed stream, has its place before it. */
export const add = (
  points: ReadonlyArray<Point>,
  { acInputPower, acOutputPower, battery }: Reading.Reading,
  ms: number
): ReadonlyArray<Point> => {
  const point: Point = {
    ms,
    input: acInputPower,
    output: acOutputPower,
    battery: battery?.power ?? null,
    stateOfCharge: battery?.stateOfCharge ?? null
  }
  const at = points.findLastIndex((other) => other.ms <= ms) + 1
  const oldest = (points.at(-1)?.ms ?? ms) - SPAN_MILLIS
  return [...points.slice(0, at), point, ...points.slice(at)]
    .filter((other) => other.ms >= oldest)
    .slice(-MOST_POINTS)
}
