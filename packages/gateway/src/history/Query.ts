/**
 * Answers of the history: columns over time, never more rows than asked for. The resolution is the coarsest that has as many
 * rows as that, of those which reach back far enough; rows are then put together until there are few enough.
 */
import { Quantity } from "@vebus/codec/device"
import * as Schema from "effect/Schema"
import * as Events from "./Events.ts"
import * as Fields from "./Fields.ts"
import * as Rollup from "./Rollup.ts"
import { FIGURES, type Select, type Selected } from "./Store.ts"

/** The name and version of the JSON form. */
export const SCHEMA = "vebus.history/1"
/** Rows of an answer where nobody says how many. */
export const POINTS = 300
/** Rows that may be asked for. */
export const MOST_POINTS = 10_000

/** A question to the history. */
export interface Query {
  readonly site: string
  /** Names of fields; all that have a value in that time unless said otherwise. */
  readonly fields?: ReadonlyArray<string> | undefined
  /** Milliseconds since 1970; the first moment that counts. */
  readonly from: number
  /** Milliseconds since 1970; the first moment that counts no more. */
  readonly to: number
  /** The most rows that the answer may have, 1 to `MOST_POINTS`; `POINTS` unless said otherwise. */
  readonly points?: number | undefined
}

const Values = Schema.Array(Schema.NullOr(Schema.Finite))

/** One field over time: in each row its lowest value, the mean and the highest; `null` where it was absent. */
export const Column = Schema.Struct({
  field: Schema.String,
  unit: Schema.Literals(["V", "A", "W", "Hz", "°C", "ratio"]),
  low: Values,
  mean: Values,
  high: Values
})
export type Column = typeof Column.Type

/** The answer. A span of which nothing is kept has no row. */
export const Answer = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  site: Schema.String,
  /** The span that was asked for, ISO 8601 in UTC. */
  from: Schema.String,
  to: Schema.String,
  /** The length of a row. */
  stepSeconds: Schema.Finite,
  /** When each row begins, ISO 8601 in UTC. */
  time: Schema.Array(Schema.String),
  columns: Schema.Array(Column),
  /** The events in that time, the oldest first; 500 at most, the newest. */
  events: Schema.Array(Events.Event),
  /** How many older events of that time are not among them. */
  eventsLeftOut: Schema.Int
})
export type Answer = typeof Answer.Type

/** A query that makes no sense, with what was expected and found. */
export class BadQuery extends Schema.TaggedError<BadQuery>()("BadQuery", {
  what: Schema.String,
  expected: Schema.String,
  found: Schema.String
}) {
  override get message() {
    return `${this.what}: expected ${this.expected}, found ${this.found}`
  }
}

const iso = (millis: number): string => new Date(millis).toISOString()

/** Whether there is a date so far away. */
const isTime = (millis: number): boolean => !Number.isNaN(new Date(millis).getTime())

const whenOf = (millis: number): string => (isTime(millis) ? iso(millis) : String(millis))

const rowsOf = (from: number, to: number, step: number): number =>
  Rollup.startOf(to - 1, step) / step - Rollup.startOf(from, step) / step + 1

/** The shortest step in whole rows of a resolution that gives few enough rows. */
const stepOf = (from: number, to: number, length: number, points: number): number => {
  let step = Math.max(1, Math.floor((to - from) / points / length)) * length
  while (rowsOf(from, to, step) > points) step += length
  return step
}

const resolutions = ["quarters", "minutes", "seconds"] as const

/** When the first row of each resolution is, milliseconds since 1970; `null`: there is none. */
export type Oldest = Readonly<Record<Rollup.Resolution, number | null>>

/** How a query is answered from what is there. Gives `BadQuery` where it cannot be. */
export const planOf = (query: Query, oldest: Oldest): Select | BadQuery => {
  const { site, from, to, points = POINTS } = query
  if (!isTime(from) || !isTime(to) || from >= to)
    return new BadQuery({ what: "from", expected: `a time before ${whenOf(to)}`, found: whenOf(from) })
  if (!Number.isInteger(points) || points < 1 || points > MOST_POINTS)
    return new BadQuery({ what: "points", expected: `1 to ${MOST_POINTS}`, found: String(points) })
  const unknown = query.fields?.find((name) => Fields.named(name) === undefined)
  if (unknown !== undefined) {
    const names = Fields.fields.map(({ name }) => name).join(", ")
    return new BadQuery({ what: "fields", expected: `some of ${names}`, found: unknown })
  }
  const fields = query.fields?.map((name) => Fields.named(name)!) ?? Fields.fields
  const first = Math.min(...resolutions.map((resolution) => oldest[resolution] ?? Number.POSITIVE_INFINITY))
  /** Whether no other resolution knows more of the time that is asked for. */
  const reaches = (resolution: Rollup.Resolution): boolean => {
    const begin = oldest[resolution]
    return begin !== null && (from >= begin || begin - Rollup.lengths.quarters <= first)
  }
  const isEnough = (resolution: Rollup.Resolution): boolean =>
    rowsOf(from, to, Rollup.lengths[resolution]) >= points
  const resolution =
    resolutions.find((one) => isEnough(one) && reaches(one)) ??
    resolutions.toReversed().find(reaches) ??
    "quarters"
  return { resolution, site, fields, from, to, step: stepOf(from, to, Rollup.lengths[resolution], points) }
}

/** Rows that one look at the file goes through: a fraction of 50 ms on slow machines. */
const SLICE_ROWS = 1000

/** A question cut into slices that are short to answer, oldest first. */
export const slicesOf = (select: Select, oldest: Oldest): ReadonlyArray<Select> => {
  const length = Rollup.lengths[select.resolution]
  const first = Rollup.startOf(Math.max(select.from, oldest[select.resolution] ?? select.to), length)
  const slice = SLICE_ROWS * length
  const count = Math.max(0, Math.ceil((select.to - first) / slice))
  return Array.from({ length: count }, (_, index) => ({
    ...select,
    from: first + index * slice,
    to: Math.min(select.to, first + (index + 1) * slice)
  }))
}

const WIDTH = FIGURES.length

const lowest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other)
const highest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other)
const total = (one: number | null, other: number | null): number | null =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0)
const joins = [lowest, total, total, highest]

/** The rows of all slices: where two have parts of one row, these are put together. */
const joined = (slices: ReadonlyArray<ReadonlyArray<Selected>>): ReadonlyArray<Selected> => {
  const rows: Array<Selected> = []
  for (const row of slices.flat()) {
    const before = rows.at(-1)
    if (before?.at === row.at) {
      const values = row.values.map((value, index) => joins[index % WIDTH]!(before.values[index]!, value))
      rows[rows.length - 1] = { at: row.at, values }
    } else rows.push(row)
  }
  return rows
}

/** The rows of the slices of a question as columns, with what happened. */
export const answerOf = (
  { site, fields, from, to, step }: Select,
  slices: ReadonlyArray<ReadonlyArray<Selected>>,
  [events, more]: readonly [ReadonlyArray<Events.Row>, more: number],
  everyField: boolean
): Answer => {
  const rows = joined(slices)
  const columns = fields.map(({ name, unit }, index): Column => {
    const figures = rows.map(({ values }) => values.slice(index * WIDTH, (index + 1) * WIDTH))
    const column = (of: (figures: ReadonlyArray<number | null>) => number | null) =>
      figures.map((row) => {
        const value = of(row)
        return value === null ? null : Quantity.printable(value)
      })
    return {
      field: name,
      unit,
      low: column(([low = null]) => low),
      mean: column(([, sum = null, count = null]) => (sum === null ? null : sum / count!)),
      high: column((row) => row[WIDTH - 1] ?? null)
    }
  })
  return {
    schema: SCHEMA,
    site,
    from: iso(from),
    to: iso(to),
    stepSeconds: step / Rollup.lengths.seconds,
    time: rows.map(({ at }) => iso(at)),
    columns: everyField ? columns : columns.filter(({ mean }) => mean.some((value) => value !== null)),
    events: events.map(Events.shown),
    eventsLeftOut: more
  }
}

/** The answer as CSV: the time, and of each field the mean, the lowest and the highest value. */
export const toCsv = ({ time, columns }: Answer): string =>
  [
    ["time", ...columns.flatMap(({ field }) => [field, `${field}.low`, `${field}.high`])],
    ...time.map((at, row) => [
      at,
      ...columns.flatMap(({ mean, low, high }) =>
        [mean[row], low[row], high[row]].map((value) => value ?? "")
      )
    ])
  ]
    .map((cells) => `${cells.join()}\n`)
    .join("")
