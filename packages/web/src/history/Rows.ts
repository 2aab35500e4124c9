/**
 * A history as rows to draw: what is absent is a hole in a line, and a time of which nothing is kept a gap, never a line. Pure.
 */
import type { History, HistoryColumn } from "../Ask.ts"

/** The lines of the page, by the field of history that each shows. */
export const lines = {
  acInputPower: { name: "AC input", tone: "input", unit: "W" },
  acOutputPower: { name: "Loads", tone: "output", unit: "W" },
  "battery.power": { name: "Battery", tone: "battery", unit: "W" },
  "battery.voltage": { name: "Battery voltage", tone: "battery", unit: "V" },
  "battery.stateOfCharge": { name: "State of charge", tone: "battery", unit: "%" }
} as const
/** A line. */
export type Line = keyof typeof lines

/** The voltage of the AC input: where it is gone, so are the mains. */
export const MAINS = "acInput.1.voltage"
/** All that the page asks for. */
export const fields: ReadonlyArray<string> = [...Object.keys(lines), MAINS]

/** The pictures, from the top. */
export const charts: ReadonlyArray<{ readonly title: string; readonly lines: ReadonlyArray<Line> }> = [
  { title: "Power", lines: ["acInputPower", "acOutputPower", "battery.power"] },
  { title: "Battery voltage", lines: ["battery.voltage"] },
  { title: "State of charge", lines: ["battery.stateOfCharge"] }
]

/** One value of a line: the lowest, the mean and the highest of its row. */
export interface Point {
  /** The middle of the row, milliseconds since 1970. */
  readonly ms: number
  readonly low: number
  readonly mean: number
  readonly high: number
}

const columnOf = ({ columns }: History, field: string): HistoryColumn | undefined =>
  columns.find((column) => column.field === field)

const PERCENT = 100
/** Two rows whose beginnings are further apart than so many steps have a gap between them. */
const GAP_STEPS = 1.5

/** When each row begins, milliseconds since 1970. */
export const times = ({ time }: History): ReadonlyArray<number> => time.map((text) => Date.parse(text))

/** The parts of a line, each without a hole in it. */
export const parts = (history: History, field: Line): ReadonlyArray<ReadonlyArray<Point>> => {
  const column = columnOf(history, field)
  if (column === undefined) return []
  const step = history.stepSeconds * 1000
  const factor = lines[field].unit === "%" ? PERCENT : 1
  const all: Array<Array<Point>> = []
  let last: number | null = null
  for (const [row, at] of times(history).entries()) {
    const [low, mean, high] = [column.low[row] ?? null, column.mean[row] ?? null, column.high[row] ?? null]
    if (low === null || mean === null || high === null) {
      last = null
      continue
    }
    if (last === null || at - last > GAP_STEPS * step) all.push([])
    all.at(-1)!.push({ ms: at + step / 2, low: low * factor, mean: mean * factor, high: high * factor })
    last = at
  }
  return all
}

/** A link is said to be lost some seconds after the last reading. */
const NEAR_MILLIS = 30_000

/** A time of which nothing is known. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** The times of which nothing is kept, between the first row and the end. Before the first nothing was kept yet. */
export const gaps = (history: History): ReadonlyArray<Gap> => {
  const step = history.stepSeconds * 1000
  const starts = times(history)
  const end = Date.parse(history.to)
  return starts.flatMap((at, row) => {
    const next = starts[row + 1] ?? end
    // The last row may not be over, and the one after it not begun.
    const allowed = row === starts.length - 1 ? 3 * step : GAP_STEPS * step
    return next - at > Math.max(allowed, row === starts.length - 1 ? 15_000 : 0)
      ? [{ from: at + step, to: next }]
      : []
  })
}

/** The row that a time is in; `null`: none. */
export const rowAt = (history: History, ms: number): number | null => {
  const step = history.stepSeconds * 1000
  const row = times(history).findLastIndex((at) => at <= ms)
  return row < 0 || ms >= times(history)[row]! + step * GAP_STEPS ? null : row
}

/** The mean of a line in a row; `null`: absent. */
export const meanAt = (history: History, field: Line, row: number): number | null => {
  const value = columnOf(history, field)?.mean[row] ?? null
  return value === null ? null : lines[field].unit === "%" ? value * PERCENT : value
}

/** An event, with its time. */
export interface Event {
  readonly ms: number
  readonly kind: "mains" | "alarm" | "link" | "state" | "change"
  readonly text: string
}

const kinds: Readonly<Record<string, Event["kind"]>> = {
  gateway: "link",
  link: "link",
  state: "state",
  outcome: "change"
}

/** The events of a history. */
export const toldEvents = ({ events }: History): ReadonlyArray<Event> =>
  events.map(({ time, kind, message }) => ({
    ms: Date.parse(time),
    kind: kinds[kind] ?? "alarm",
    text: message
  }))

/** The ends of what was known of which the history does not say why: the program was ended, or lost its power. */
export const unexplained = (history: History): ReadonlyArray<Gap> => {
  const near = GAP_STEPS * history.stepSeconds * 1000 + NEAR_MILLIS
  const ends = history.events
    .filter(({ kind, active }) => !active && kinds[kind] === "link")
    .map(({ time }) => Date.parse(time))
  return gaps(history).filter(({ from }) => !ends.some((ms) => Math.abs(ms - from) <= near))
}

/** Below this voltage there are no mains. */
const ABSENT_VOLTS = 40

/** When the mains went and came, as the rows tell it. */
export const mainsEvents = (history: History): ReadonlyArray<Event> => {
  const column = columnOf(history, MAINS)
  if (column === undefined) return []
  const events: Array<Event> = []
  let isThere: boolean | null = null
  for (const [row, at] of times(history).entries()) {
    const low = column.low[row] ?? null
    const high = column.high[row] ?? null
    if (low === null || high === null) continue
    const gone = low < ABSENT_VOLTS
    if (gone && isThere !== false) {
      if (isThere === true || high >= ABSENT_VOLTS) events.push({ ms: at, kind: "mains", text: "mains lost" })
    }
    if (gone && high >= ABSENT_VOLTS && isThere === false) continue
    if (!gone && isThere === false) events.push({ ms: at, kind: "mains", text: "mains back" })
    isThere = !gone
  }
  return events
}

/** How many steps an axis has about. */
const STEPS = 4

/** Ends of an axis at round numbers, and the ticks between. Nothing is above `most`. */
export const axis = (low: number, high: number, least: number, most = Infinity): ReadonlyArray<number> => {
  const middle = Math.min((low + high) / 2, most - least / 2)
  const [from, to] =
    high - low < least ? [middle - least / 2, middle + least / 2] : [low, Math.min(high, most)]
  const rough = (to - from) / STEPS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!
  const first = Math.floor(from / step) * step
  const count = Math.ceil((to - first) / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((first + index * step).toPrecision(12)))
}
