/**
 * Lines of a screen as styled pieces of text, so that their width is known before any colour is put in. Every character
 * is one column wide: text from elsewhere goes through `plain` first.
 */

/** The role of a piece of text, not its look: see `Palette.ts`. */
export type Style = "normal" | "strong" | "faint" | "good" | "alarm"

export interface Span {
  readonly text: string
  readonly style: Style
}

export type Line = ReadonlyArray<Span>

export const empty: Line = []

/** A piece of text. */
export const span = (text: string, style: Style = "normal"): Span => ({ text, style })

/** A line of one piece. */
export const line = (text: string, style?: Style): Line => [span(text, style)]

/** How many columns a line takes. */
export const width = (of: Line): number => of.reduce((sum, { text }) => sum + text.length, 0)

/** The line up to a column. */
export const cut = (of: Line, columns: number): Line => {
  let left = Math.max(0, columns)
  return of.flatMap(({ text, style }) => {
    const kept = text.slice(0, left)
    left -= kept.length
    return kept === "" ? [] : [{ text: kept, style }]
  })
}

const spaces = (count: number): Line => (count > 0 ? line(" ".repeat(count)) : empty)

/** The line, cut or filled up to exactly this many columns. */
export const fill = (of: Line, columns: number): Line => {
  const kept = cut(of, columns)
  return [...kept, ...spaces(columns - width(kept))]
}

/** The line in the middle of this many columns. */
export const centre = (of: Line, columns: number): Line =>
  fill([...spaces(Math.trunc((columns - width(of)) / 2)), ...of], columns)

/** Two lines at the ends of this many columns. What does not fit is cut from the left one. */
export const apart = (left: Line, right: Line, columns: number): Line => {
  const end = cut(right, columns)
  return [...fill(left, columns - width(end)), ...end]
}

/** Two blocks side by side, the right one starting at a column. */
export const beside = (
  left: ReadonlyArray<Line>,
  right: ReadonlyArray<Line>,
  column: number
): ReadonlyArray<Line> =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const [start, end] = [left[row] ?? empty, right[row] ?? empty]
    return end.length === 0 ? cut(start, column) : [...fill(start, column), ...end]
  })

/** Text from elsewhere with nothing in it that would move a cursor or take two columns. */
export const plain = (text: string): string => text.replaceAll(/[^\u0020-\u007E]/g, "?")

/** Words broken into lines of at most this many columns; a longer word is cut. */
export const wrap = (text: string, columns: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let current = ""
  for (const word of plain(text).split(" ")) {
    const joined = current === "" ? word : `${current} ${word}`
    if (joined.length > columns && current !== "") lines.push(current)
    current = (joined.length > columns ? word : joined).slice(0, columns)
  }
  return [...lines, current]
}
