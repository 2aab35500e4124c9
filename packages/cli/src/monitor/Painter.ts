/**
 * From one picture of the screen to the next as one text to write: only lines that changed are written again, over what
 * was there, so nothing flickers and nothing is cleared first. Pure.
 *
 *     CSI row ; 1 H   to the start of a line          CSI ? 2026 h, l   show what is between them at once
 *     CSI K           the rest of the line is empty   (a terminal that does not know this takes no notice)
 */

/** A line as written, and how many columns it takes. */
export interface Painted {
  readonly text: string
  readonly width: number
}

export interface Picture {
  readonly columns: number
  readonly rows: number
  readonly lines: ReadonlyArray<Painted>
}

const BEGIN = "\u001B[?2026h"
const END = "\u001B[?2026l"
const blank: Painted = { text: "", width: 0 }

/**
 * The text that turns a terminal with `before` into one with `after`; empty when nothing changed. Without a `before`, or
 * one of another size, every line is written: nobody knows what a resized terminal shows.
 */
export const update = (before: Picture | null, after: Picture): string => {
  const known =
    before !== null && before.columns === after.columns && before.rows === after.rows ? before : null
  const changes = Array.from({ length: after.rows }, (_, row) => {
    const line = after.lines[row] ?? blank
    if (known !== null && (known.lines[row] ?? blank).text === line.text) return ""
    // At the last column the cursor stands on the last character, which CSI K would take away.
    const rest = line.width < after.columns ? "\u001B[K" : ""
    return `\u001B[${row + 1};1H${line.text}${rest}`
  }).join("")
  return changes === "" ? "" : `${BEGIN}${changes}${END}`
}
