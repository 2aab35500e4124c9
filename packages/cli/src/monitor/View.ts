/**
 * The full screen: what is known as lines, none wider and no more than the terminal has. What does not fit is left out,
 * the least important first. Pure.
 */
import * as Flow from "./Flow.ts"
import * as Keys from "./Keys.ts"
import * as Lamps from "./Lamps.ts"
import * as Line from "./Line.ts"
import * as OneUnit from "./OneUnit.ts"
import type { Glyphs } from "./Palette.ts"
import * as State from "./State.ts"
import * as Status from "./Status.ts"
import * as Trends from "./Trends.ts"
import * as Words from "../output/Words.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Options extends Size {
  readonly glyphs: Glyphs
  /** Whether the screen is live; a last one to keep needs no help and no messages. */
  readonly isLive: boolean
}

/** From how many columns on lamps and settings stand beside the flow instead of below it. */
const WIDE_COLUMNS = 122
const GAP = 3
const LAMPS = 2 * Lamps.LAMP + GAP
const NOTE_ROWS = 3

/** The lines to show, from the top. */
export const view = (state: State.State, options: Options): ReadonlyArray<Line.Line> => {
  const { columns, rows, glyphs, isLive } = options
  const held = isLive ? { ...state, ...state.held } : state
  const middle = isLive && state.isHelp ? [help] : parts(held, options)
  const main = allot([header({ ...held, now: state.now }, options), ...middle], rows)
  const tail = allot(isLive ? [notes(state, columns), footer(state)] : [], rows - height(main))
  const left = rows - height(main) - height(tail)
  const gaps = [...main, ...tail].length
  const room = isLive && state.isHelp ? 0 : left >= gaps + Trends.SERIES ? left - gaps : left
  const trends = Trends.block(held, columns, room, glyphs)
  const spare = left - trends.length
  return [...main, ...(trends.length === 0 ? [] : [trends]), ...tail]
    .flatMap((block, index) => (index > 0 && index <= spare ? [Line.empty, ...block] : block))
    .map((line) => Line.cut(line, columns))
}

/** The flow, the lamps and the settings: below each other, or side by side where there is room. */
const parts = (state: State.State, { columns, glyphs }: Options): ReadonlyArray<ReadonlyArray<Line.Line>> => {
  const reading = state.latest?.update.reading ?? null
  const lamps = Lamps.block(reading ?? { leds: null, vebusError: null }, state.now, glyphs)
  const shown = reading === null ? null : OneUnit.of(reading, state.unit)
  const flow = Flow.block(shown, Math.min(columns, Flow.PICTURE_COLUMNS + GAP), glyphs)
  const status = Status.block(state, columns)
  if (columns >= WIDE_COLUMNS) {
    return [Line.beside(flow, [...lamps, Line.empty, ...status], Flow.PICTURE_COLUMNS + 2 * GAP)]
  }
  return columns >= LAMPS + Status.COLUMNS ? [flow, Line.beside(lamps, status, LAMPS)] : [flow, lamps, status]
}

const notes = ({ note }: State.State, columns: number): ReadonlyArray<Line.Line> =>
  note === null
    ? []
    : Line.wrap(note.text, columns)
        .slice(0, NOTE_ROWS)
        .map((text) => Line.line(text))

const help: ReadonlyArray<Line.Line> = Keys.all.map(({ typed: [key], meaning }) => [
  Line.span(` ${key}  `, "strong"),
  Line.span(meaning)
])

const footer = (state: State.State): ReadonlyArray<Line.Line> => [
  Line.line(
    `${Keys.QUIT} quits   ? keys   every ${Words.duration(state.intervalMillis)}   bars: the last ${Words.duration(State.windowMillis(state))}`,
    "faint"
  )
]

const height = (blocks: ReadonlyArray<ReadonlyArray<Line.Line>>): number => blocks.flat().length

/** The blocks in order, each with what the ones before it have left of the rows; none that is empty. */
const allot = (
  blocks: ReadonlyArray<ReadonlyArray<Line.Line>>,
  rows: number
): ReadonlyArray<ReadonlyArray<Line.Line>> => {
  let left = rows
  return blocks.flatMap((block) => {
    const kept = block.slice(0, left)
    left -= kept.length
    return kept.length === 0 ? [] : [kept]
  })
}

/** Readings older than this, or than three intervals, are told in red. */
const OLD_MILLIS = 3000
const OLD_INTERVALS = 3

/** The port, and how the link does; on a picture to keep, when it was taken. */
const header = (state: State.State, { columns, isLive }: Options): ReadonlyArray<Line.Line> => {
  const port = [
    Line.span(Line.plain(state.port), "strong"),
    ...(state.unit === null ? [] : [Line.span(` unit ${state.unit}`, "strong")])
  ]
  const link = state.held === null ? Status.link(state) : Line.line("paused", "alarm")
  const right =
    isLive || state.latest === null
      ? [...link, Line.span(", "), age(state)]
      : Line.line(state.latest.update.reading.time)
  return Line.width(port) + 2 + Line.width(right) <= columns
    ? [Line.apart(port, right, columns)]
    : [port, right]
}

const age = (state: State.State): Line.Span => {
  const millis = State.ageMillis(state)
  if (millis === null) return Line.span("no reading")
  const isOld = millis > Math.max(OLD_MILLIS, OLD_INTERVALS * state.intervalMillis)
  return Line.span(`${(millis / 1000).toFixed(1)} s old`, isOld ? "alarm" : "normal")
}
