/**
 * The powers over the last minutes, one chart below the other with the edges of its scale behind it: the AC input, the
 * AC output, the battery. Where there are fewer rows, the first of them.
 */
import * as Chart from "./Chart.ts"
import * as Line from "./Line.ts"
import type { Glyphs } from "./Palette.ts"
import * as State from "./State.ts"

/** How many charts there are, and so how many rows they need at least. */
export const SERIES = 3
const MAX_ROWS = 5
const LABEL = 11
const SCALE = 16
/** A scale spans at least this much, so that what is next to nothing looks like it. */
const LEAST_WATTS = 100

/** The charts, in no more rows than there are. */
export const block = (
  state: State.State,
  columns: number,
  room: number,
  glyphs: Glyphs
): ReadonlyArray<Line.Line> => {
  const width = columns - LABEL - SCALE
  if (room <= 0 || width <= 0) return []
  // Bars that touch those of the next chart cannot be read: a line between them comes before a taller chart.
  const rows = Math.min(MAX_ROWS, Math.trunc((room - SERIES + 1) / SERIES))
  const isApart = rows >= 1
  const series = [
    ["AC in", "input"],
    ["AC out", "output"],
    ["Battery", "battery"]
  ] as const
  return series
    .flatMap(([name, of], index) => [
      ...(isApart && index > 0 ? [Line.empty] : []),
      ...chart(name, of, { state, glyphs, columns: width, rows: Math.max(1, rows) })
    ])
    .slice(0, room)
}

interface Space {
  readonly state: State.State
  readonly glyphs: Glyphs
  readonly columns: number
  readonly rows: number
}

const chart = (
  name: string,
  of: "input" | "output" | "battery",
  { state, glyphs, columns, rows }: Space
): ReadonlyArray<Line.Line> => {
  const drawn = Chart.draw(
    state.powers.map((powers) => ({ at: powers.at, value: powers[of] })),
    {
      now: state.now,
      windowMillis: State.windowMillis(state),
      holdMillis: State.holdMillis(state),
      leastSpan: LEAST_WATTS,
      columns,
      rows,
      levels: glyphs.levels,
      depths: glyphs.depths
    }
  )
  return drawn.rows.map((text, row) => [
    Line.span((row === 0 ? name : "").padEnd(LABEL), "strong"),
    Line.span(text, "faint"),
    Line.span(` ${scaleText(drawn.range, row, rows)}`)
  ])
}

const scaleText = (range: Chart.Chart["range"], row: number, rows: number): string => {
  if (range === null) return row === 0 ? "-" : ""
  const [lowest, highest] = range.map((value) => Math.round(value) + 0)
  if (rows === 1) return `${lowest}..${highest} W`
  return row === 0 ? `${highest} W` : row === rows - 1 ? `${lowest} W` : ""
}
