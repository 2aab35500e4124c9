/**
 * The last ten minutes: one point for each reading, the oldest dropped.
 */
import type * as Reading from "@vebus/codec/reading"
import type { History } from "../Ask.ts"

/** The series that are drawn. */
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
/** Two points closer than that are of one reading. */
const SAME_MILLIS = 1000

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
  return kept(points, point)
}

const kept = (points: ReadonlyArray<Point>, point: Point): ReadonlyArray<Point> => {
  const at = points.findLastIndex((other) => other.ms <= point.ms) + 1
  const oldest = (points.at(-1)?.ms ?? point.ms) - SPAN_MILLIS
  return [...points.slice(0, at), point, ...points.slice(at)]
    .filter((other) => other.ms >= oldest)
    .slice(-MOST_POINTS)
}

const columnNames = { input: "acInputPower", output: "acOutputPower", battery: "battery.power" } as const
const STATE_OF_CHARGE = "battery.stateOfCharge"
/** The fields of a history that the trend is made of. */
export const fields: ReadonlyArray<string> = [...Object.values(columnNames), STATE_OF_CHARGE]

/** The points of a history in rows so short that they make lines; else there are none. `ahead`: of this clock, in milliseconds. */
export const pointsOf = ({ stepSeconds, time, columns }: History, ahead: number): ReadonlyArray<Point> => {
  const step = stepSeconds * 1000
  if (step > GAP_MILLIS) return []
  const of = (name: string) => columns.find(({ field }) => field === name)?.mean ?? []
  const [input, output, battery] = series.map((name) => of(columnNames[name]))
  const stateOfCharge = of(STATE_OF_CHARGE)
  return time.map((text, row) => ({
    ms: Date.parse(text) + step / 2 + ahead,
    input: input![row] ?? null,
    output: output![row] ?? null,
    battery: battery![row] ?? null,
    stateOfCharge: stateOfCharge[row] ?? null
  }))
}

/** The trend with points from before, where it has none: what was read is not drawn twice. */
export const fill = (points: ReadonlyArray<Point>, past: ReadonlyArray<Point>): ReadonlyArray<Point> => {
  const isNew = ({ ms }: Point): boolean =>
    !points.some((other) => Math.abs(other.ms - ms) < SAME_MILLIS) && ms <= (points.at(-1)?.ms ?? ms)
  return [...points, ...past.filter(isNew)].toSorted((a, b) => a.ms - b.ms).slice(-MOST_POINTS)
}
