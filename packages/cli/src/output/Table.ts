/**
 * Tables for people: columns as wide as their widest cell, numbers to the right, never wider than the terminal. Where
 * there is no room, columns that may be missing are left out, the last one first, and then texts are cut.
 *
 * Widths are counted in characters: what is shown comes from our own tables and from numbers, which hold none that is wider
 * or narrower than one place; what a device or a file calls something is made visible first (`Plain.ts`).
 */
import type { Surroundings } from "../Surroundings.ts"
import { printed } from "@vebus/runtime/numeral"
import { type Paint, on, type Style } from "./Paint.ts"
import { visible } from "./Plain.ts"

/** The content of a cell; `null` is an unknown value. */
export type Cell = string | number | boolean | null

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => Cell
  /** Numbers stand to the right. */
  readonly right?: true
  /** A text that may be cut, to no fewer characters than this. */
  readonly cutTo?: number
  /** May be left out where there is no room. */
  readonly spare?: true
  readonly style?: (row: Row) => Style | null
}

/** Where a table is shown. */
export interface View {
  readonly width: number
  readonly paint: Paint
}

/**
 * How stdout shows tables. `COLUMNS` counts before what the terminal says; elsewhere lines may be of any length, as on
 * terminals that do not know how wide they are and say 0.
 */
export const view = ({ stdout, env }: Pick<Surroundings, "stdout" | "env">): View => {
  const told = Number(env["COLUMNS"])
  const width = Number.isInteger(told) && told > 0 ? told : stdout.isTTY ? stdout.columns : 0
  return { width: width > 0 ? width : Number.POSITIVE_INFINITY, paint: on(stdout) }
}

/** A cell as text: a number as everywhere, `-` for what is not known. */
export const text = (cell: Cell): string => {
  if (cell === null) return "-"
  if (typeof cell === "boolean") return cell ? "yes" : "no"
  return typeof cell === "number" ? `${printed(cell) ?? "-"}` : visible(cell)
}

/** A quantity as text, with its unit. */
export const quantity = (value: number | null, unit: string): string =>
  value === null ? "-" : `${text(value)} ${unit}`

const GAP = 2

/** A number, with or without its unit. Cut, it would be another number. */
const isNumber = (full: string): boolean => /^[-+]?\d/.test(full)

const cut = (full: string, width: number): string =>
  full.length <= width
    ? full
    : isNumber(full)
      ? "…".slice(0, width)
      : width < 2
        ? full.slice(0, width)
        : `${full.slice(0, width - 1)}…`

interface Measured<Row> extends Column<Row> {
  readonly cells: ReadonlyArray<string>
  readonly width: number
}

const measured =
  <Row>(rows: ReadonlyArray<Row>) =>
  (column: Column<Row>): Measured<Row> => {
    const cells = rows.map((row) => text(column.cell(row)))
    const head = visible(column.head)
    return { ...column, head, cells, width: Math.max(head.length, ...cells.map(({ length }) => length)) }
  }

const leastOf = ({ width, cutTo = width }: Measured<never>): number => Math.min(width, cutTo)

const total = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, width) => sum + width + GAP, -GAP)

/** The columns that there is room for. The first one always stays. */
const fitting = <Row>(columns: ReadonlyArray<Measured<Row>>, room: number): ReadonlyArray<Measured<Row>> => {
  if (columns.length === 1 || total(columns.map(leastOf)) <= room) return columns
  const spare = columns.findLastIndex((column) => column.spare === true)
  return fitting(columns.toSpliced(spare < 1 ? columns.length - 1 : spare, 1), room)
}

/** The same columns, cut where they may be until they fit: the widest one first. */
const narrowed = <Row>(columns: ReadonlyArray<Measured<Row>>, room: number): ReadonlyArray<Measured<Row>> => {
  const widths = columns.map(({ width }) => width)
  for (let excess = total(widths) - room; excess > 0; excess--) {
    const slack = columns.map((column, index) => (widths[index]! > leastOf(column) ? widths[index]! : 0))
    const widest = slack.indexOf(Math.max(...slack))
    if (slack[widest] === 0) break
    widths[widest]!--
  }
  return columns.map((column, index) => ({ ...column, width: Math.min(widths[index]!, room) }))
}

/** The lines of a table, its head first. */
export const lines = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  { width: room, paint }: View
): ReadonlyArray<string> => {
  const shown = narrowed(fitting(columns.map(measured(rows)), room), room)
  const line = (cell: (column: Measured<Row>) => string, style: (column: Measured<Row>) => Style | null) =>
    shown
      .map((column, index) => {
        const full = cut(cell(column), column.width)
        const isLast = index === shown.length - 1
        const padded =
          column.right === true ? full.padStart(column.width) : isLast ? full : full.padEnd(column.width)
        const found = style(column)
        return found === null ? padded : paint(found, padded)
      })
      .join(" ".repeat(GAP))
      .trimEnd()
  return [
    line(
      ({ head }) => head,
      () => "dim"
    ),
    ...rows.map((row, index) =>
      line(
        ({ cells }) => cells[index]!,
        (column) => (column.cell(row) === null ? "dim" : (column.style?.(row) ?? null))
      )
    )
  ]
}

/** Values with their labels. */
export type Pairs = ReadonlyArray<readonly [label: string, value: Cell]>

/** The lines of what has one value for each label, cut to the width. */
export const pairs = (entries: Pairs, { width: room, paint }: View): ReadonlyArray<string> => {
  const width = Math.max(...entries.map(([label]) => label.length))
  return entries.map(
    ([label, value]) =>
      paint("dim", cut(label, room).padEnd(Math.min(width + GAP, room))) +
      cut(text(value), Math.max(0, room - width - GAP))
  )
}
