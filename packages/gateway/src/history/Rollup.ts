/**
 * Roll-ups: of each field the lowest and the highest value in a span, and the mean of all. A field that was absent all the
 * time has none. Spans begin at whole multiples of their length since 1970.
 */
import { fields } from "./Fields.ts"

/** The resolutions, and the length of one row of each in milliseconds. */
export const lengths = { seconds: 1000, minutes: 60_000, quarters: 900_000 } as const
/** A resolution. */
export type Resolution = keyof typeof lengths
/** Those that are rolled up from the readings. */
export type Rolled = Exclude<Resolution, "seconds">

/** The beginning of the span that a time is in. */
export const startOf = (at: number, length: number): number => Math.floor(at / length) * length

/** The values of one span so far. */
export interface Span {
  readonly start: number
  readonly low: Array<number>
  readonly high: Array<number>
  readonly sum: Array<number>
  readonly count: Array<number>
}

/** A span in which nothing came yet. */
export const empty = (start: number): Span => ({
  start,
  low: fields.map(() => Number.POSITIVE_INFINITY),
  high: fields.map(() => Number.NEGATIVE_INFINITY),
  sum: fields.map(() => 0),
  count: fields.map(() => 0)
})

/** Adds the values of a reading to a span, in place: there is one a second for each site. */
export const add = (span: Span, values: ReadonlyArray<number | null>): void => {
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    span.low[index] = Math.min(span.low[index]!, value)
    span.high[index] = Math.max(span.high[index]!, value)
    span.sum[index]! += value
    span.count[index]! += 1
  }
}

/** Low, mean and high of each field, in the order of the columns. */
export const row = ({ low, high, sum, count }: Span): ReadonlyArray<number | null> =>
  count.flatMap((of, index) =>
    of === 0 ? [null, null, null] : [low[index]!, sum[index]! / of, high[index]!]
  )
