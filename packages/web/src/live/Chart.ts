/**
 * The trend as lines: where each point is, and what stands at the edge. Nothing is drawn here.
 */
import * as Quantity from "../format/Quantity.ts"
import { GAP_MILLIS, type Point, type Series, series, SPAN_MILLIS } from "../store/Trend.ts"

/** The size of the drawing in its own units; it is stretched to the size that there is. */
export const WIDTH = 600
export const HEIGHT = 160

/** The powers at the lower and the upper edge in watts, and the marks between. */
export interface Scale {
  readonly low: number
  readonly high: number
  readonly marks: ReadonlyArray<number>
}

const MARKS = 4
const LEAST_SPAN = 100

/** The step between marks: 1, 2 or 5 times a power of ten. */
const stepOf = (span: number): number => {
  const rough = span / MARKS
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
}

/** A scale in which all points have their place, and nothing is at hand. */
export const scaleOf = (points: ReadonlyArray<Point>): Scale => {
  const values = points.flatMap((point) => series.flatMap((name) => point[name] ?? []))
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)]
  const step = stepOf(Math.max(LEAST_SPAN, most - least))
  const low = Math.floor(least / step) * step
  const high = Math.max(low + step, Math.ceil(most / step) * step)
  return {
    low,
    high,
    marks: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step)
  }
}

/** How far from the upper edge a power is, 0 to 1. */
export const heightOf = (value: number, { low, high }: Scale): number => (high - value) / (high - low)

/** The stretch of time that is drawn: so many milliseconds up to now. */
export interface Stretch {
  readonly now: number
  readonly millis: number
}

const MINUTE_MILLIS = 60_000

/** Whole minutes, as many as there are points of: ten at most. */
export const stretchOf = (points: ReadonlyArray<Point>, now: number): Stretch => {
  const minutes = Math.ceil((now - (points[0]?.ms ?? now)) / MINUTE_MILLIS)
  return { now, millis: Math.min(SPAN_MILLIS, Math.max(1, minutes) * MINUTE_MILLIS) }
}

/** How far from the left edge a time is, 0 to 1. */
export const placeOf = (ms: number, { now, millis }: Stretch): number => 1 - (now - ms) / millis

/** The line of a series: broken where points are missing, or a value is. */
export const pathOf = (
  points: ReadonlyArray<Point>,
  name: Series,
  scale: Scale,
  stretch: Stretch
): string => {
  let path = ""
  let before: number | null = null
  for (const point of points) {
    const value = point[name]
    if (value === null) {
      before = null
      continue
    }
    const x = placeOf(point.ms, stretch) * WIDTH
    if (x < 0) continue
    const y = heightOf(value, scale) * HEIGHT
    const joins = before !== null && point.ms - before <= GAP_MILLIS
    path += `${joins ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`
    before = point.ms
  }
  return path
}

/** The point at a place, 0 to 1 from the left; `null`: there is none within the gap that two points may have. */
export const pointAt = (
  points: ReadonlyArray<Point>,
  place: number,
  { now, millis }: Stretch
): Point | null => {
  const ms = now - (1 - place) * millis
  const nearest = points.reduce<Point | null>(
    (best, point) => (best === null || Math.abs(point.ms - ms) < Math.abs(best.ms - ms) ? point : best),
    null
  )
  return nearest === null || Math.abs(nearest.ms - ms) > GAP_MILLIS ? null : nearest
}

/** The text of a mark; all of a scale in the same unit. */
export const markText = (watts: number, { low, high }: Scale): string =>
  Math.max(-low, high) >= 2000 ? `${Quantity.fixed(watts / 1000, 1)} kW` : `${Quantity.fixed(watts, 0)} W`
