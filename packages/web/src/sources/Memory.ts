/**
 * Readings since the page was opened, for sources that keep no history: an hour of seconds, a month of minutes, and an
 * answer as a gateway gives it, in few enough rows. What was absent stays absent; a time without a reading has no row. Pure.
 */
import type * as Reading from "@vebus/codec/reading"
import type { SourceEvent } from "../Source.ts"
import type { History, HistoryEvent } from "../Ask.ts"

interface Field {
  readonly name: string
  readonly unit: string
  readonly of: (reading: Reading.Reading) => number | null
}

/** The figures that are kept, as history names them. */
const fields: ReadonlyArray<Field> = [
  { name: "battery.voltage", unit: "V", of: ({ battery }) => battery?.voltage ?? null },
  { name: "battery.current", unit: "A", of: ({ battery }) => battery?.current ?? null },
  { name: "battery.power", unit: "W", of: ({ battery }) => battery?.power ?? null },
  { name: "battery.stateOfCharge", unit: "ratio", of: ({ battery }) => battery?.stateOfCharge ?? null },
  { name: "acInput.1.voltage", unit: "V", of: ({ acInput }) => acInput?.[0]?.voltage ?? null },
  { name: "acOutput.1.voltage", unit: "V", of: ({ acOutput }) => acOutput?.[0]?.voltage ?? null },
  { name: "acInputPower", unit: "W", of: ({ acInputPower }) => acInputPower },
  { name: "acOutputPower", unit: "W", of: ({ acOutputPower }) => acOutputPower }
]

/** The values of one span: of each field the lowest, the sum, how many, the highest; `null`: none came. */
interface Row {
  /** When it begins, milliseconds since 1970. */
  readonly at: number
  readonly cells: ReadonlyArray<readonly [low: number, sum: number, count: number, high: number] | null>
}

/** All that is kept, the oldest first. */
export interface Memory {
  readonly seconds: ReadonlyArray<Row>
  readonly minutes: ReadonlyArray<Row>
  readonly events: ReadonlyArray<HistoryEvent>
  /** Whether the link was up when that was last told; `null`: it has not been up yet. */
  readonly isUp: boolean | null
}

/** Nothing yet. */
export const nothing: Memory = { seconds: [], minutes: [], events: [], isUp: null }

const SECOND = 1000
const MINUTE = 60_000
const MOST_SECONDS = 3600
const MOST_MINUTES = 43_200
const MOST_EVENTS = 500

const startOf = (ms: number, length: number): number => Math.floor(ms / length) * length

const merged = (one: Row, other: Row): Row => ({
  at: one.at,
  cells: one.cells.map((cell, index) => {
    const next = other.cells[index] ?? null
    if (cell === null || next === null) return cell ?? next
    return [Math.min(cell[0], next[0]), cell[1] + next[1], cell[2] + next[2], Math.max(cell[3], next[3])]
  })
})

/** Rows with one more, which is the newest. */
const appended = (rows: ReadonlyArray<Row>, row: Row, most: number): ReadonlyArray<Row> => {
  const last = rows.at(-1)
  if (last?.at === row.at) return [...rows.slice(0, -1), merged(last, row)]
  // A clock that was set back: what it says now is what counts.
  const kept = last !== undefined && last.at > row.at ? rows.filter(({ at }) => at < row.at) : rows
  return [...kept.slice(1 - most), row]
}

/** The memory with a reading of that time. */
export const add = (memory: Memory, reading: Reading.Reading, ms: number): Memory => {
  const { seconds, minutes } = memory
  const cells = fields.map(({ of }) => {
    const value = of(reading)
    return value === null ? null : ([value, value, 1, value] as const)
  })
  return {
    ...memory,
    seconds: appended(seconds, { at: startOf(ms, SECOND), cells }, MOST_SECONDS),
    minutes: appended(minutes, { at: startOf(ms, MINUTE), cells }, MOST_MINUTES)
  }
}

const happened = (memory: Memory, event: Omit<HistoryEvent, "time">, ms: number): Memory => {
  const { kind, active, message } = event
  const kept = { time: new Date(ms).toISOString(), kind, active, message }
  return { ...memory, events: [...memory.events, kept].slice(-MOST_EVENTS) }
}

/** The memory with what a source told besides readings: notices, and a link that was lost or is back. */
export const hear = (memory: Memory, event: SourceEvent, ms: number): Memory => {
  if (event.type === "notice") return happened(memory, event, event.ms)
  if (event.type !== "link") return memory
  const isUp = event.state === "connected"
  if (isUp === (memory.isUp ?? false)) return memory
  const message = isUp ? "the unit answers" : (event.reason ?? "the link is lost")
  return happened({ ...memory, isUp }, { kind: "link", active: isUp, message }, ms)
}

/** A question to the memory. */
export interface Query {
  readonly from: number
  readonly to: number
  readonly points: number
  readonly fields?: ReadonlyArray<string>
}

/** The answer, as `vebus.history/1`. */
export const answer = (memory: Memory, site: string, query: Query): History => {
  const { from, to, points } = query
  const isShort = to - from <= MOST_SECONDS * SECOND
  const length = isShort ? SECOND : MINUTE
  const step = Math.max(1, Math.ceil((to - from) / points / length)) * length
  const rows: Array<Row> = []
  for (const row of isShort ? memory.seconds : memory.minutes) {
    if (row.at < startOf(from, length) || row.at >= to) continue
    const at = startOf(row.at, step)
    const last = rows.at(-1)
    if (last?.at === at) rows[rows.length - 1] = merged(last, row)
    else rows.push({ ...row, at })
  }
  const wanted = query.fields ?? fields.map(({ name }) => name)
  return {
    schema: "vebus.history/1",
    site,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    stepSeconds: step / SECOND,
    time: rows.map(({ at }) => new Date(at).toISOString()),
    columns: fields.flatMap(({ name, unit }, index) =>
      wanted.includes(name)
        ? {
            field: name,
            unit,
            low: rows.map(({ cells }) => cells[index]?.[0] ?? null),
            mean: rows.map(({ cells }) => {
              const cell = cells[index]
              return cell === null || cell === undefined ? null : cell[1] / cell[2]
            }),
            high: rows.map(({ cells }) => cells[index]?.[3] ?? null)
          }
        : []
    ),
    events: memory.events.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < to),
    eventsLeftOut: 0
  }
}
