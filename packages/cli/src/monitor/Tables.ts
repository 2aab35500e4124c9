/**
 * Readings as a table, one row each below a header: CSV for programs (RFC 4180 with line feeds; what is absent is
 * empty), columns for people (what is absent is `-`).
 */
import type * as Reading from "@vebus/codec/reading"
import * as Fields from "./Fields.ts"

/** The lines that a reading adds to a table: its header before the first. */
export type Rows = (reading: Reading.Reading) => ReadonlyArray<string>

type Join = (cells: ReadonlyArray<string | null>, fields: ReadonlyArray<string>) => string

/** A table whose fields, unless chosen, are those of its first reading: a phase missing later leaves its cells empty. */
const table = (chosen: ReadonlyArray<string> | null, join: Join): Rows => {
  let fields = chosen
  let isFirst = true
  return (reading) => {
    fields ??= Fields.ofReading(reading)
    const known = fields
    const row = join(
      known.map((field) => Fields.valueOf(reading, field)),
      known
    )
    const rows = isFirst ? [join(known, known), row] : [row]
    isFirst = false
    return rows
  }
}

/** Comma-separated values. */
export const csv = (fields: ReadonlyArray<string> | null): Rows =>
  table(fields, (cells) => cells.map((cell) => quoted(cell ?? "")).join(","))

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const NARROWEST = 8
const TIME = 24

/** Columns as wide as their names, and at least as wide as a number. */
export const columns = (fields: ReadonlyArray<string>): Rows =>
  table(fields, (cells, names) =>
    cells
      .map((cell, index) => {
        const name = names[index]!
        return (cell ?? "-").padEnd(Math.max(name.length, name === "time" ? TIME : NARROWEST))
      })
      .join("  ")
      .trimEnd()
  )
