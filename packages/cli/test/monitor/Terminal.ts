/**
 * A terminal that knows what the monitor writes, and nothing else: anything else is an error. For tests.
 */

export interface Terminal {
  /** Takes what was written. */
  readonly write: (text: string) => void
  /** The lines that are shown, without trailing blanks. */
  readonly lines: () => ReadonlyArray<string>
  readonly isAlternate: () => boolean
  readonly isCursorShown: () => boolean
}

/** Text whose control sequences begin with a character that can be seen and matched. */
export const visible = (text: string): string => text.replaceAll("\u001B", "␛")

const token = /␛\[(\??[\d;]*)([A-Za-z])|\r|\n|[^␛\r\n]/gu

/** An empty terminal of this size. Text beyond its edges is an error. */
export const make = (columns: number, rows: number): Terminal => {
  const blank = () => Array.from({ length: rows }, () => Array.from({ length: columns }, () => " "))
  let normal = blank()
  let cells = normal
  let [row, column] = [0, 0]
  let [isAlternate, isCursorShown] = [false, true]
  const mode = (name: string, isOn: boolean): void => {
    switch (name) {
      case "?1049":
        isAlternate = isOn
        cells = isOn ? blank() : normal
        ;[row, column] = [0, 0]
        return
      case "?25":
        isCursorShown = isOn
        return
      case "?2026":
        return
      default:
        throw new Error(`unknown mode ${name}`)
    }
  }
  const control = (parameters: string, final: string): void => {
    switch (final) {
      case "h":
      case "l":
        return mode(parameters, final === "h")
      case "H": {
        const [toRow, toColumn] = parameters.split(";").map(Number)
        ;[row, column] = [toRow! - 1, toColumn! - 1]
        return
      }
      case "K":
        for (let n = column; n < columns; n++) cells[row]![n] = " "
        return
      case "m":
        return
      default:
        throw new Error(`unknown control sequence ${parameters}${final}`)
    }
  }
  const put = (character: string): void => {
    if (column >= columns || row >= rows) {
      if (isAlternate) throw new Error(`"${character}" at ${row + 1};${column + 1} is beyond the edge`)
      newline()
    }
    cells[row]![column++] = character
  }
  const newline = (): void => {
    ;[row, column] = [row + 1, 0]
    if (row < rows) return
    if (isAlternate) throw new Error("scrolled")
    row = rows - 1
    normal = [...normal.slice(1), Array.from({ length: columns }, () => " ")]
    cells = normal
  }
  return {
    write: (text) => {
      for (const [whole, parameters, final] of visible(text).matchAll(token)) {
        if (final !== undefined) control(parameters ?? "", final)
        else if (whole === "\r") column = 0
        else if (whole === "\n") newline()
        else put(whole)
      }
    },
    lines: () => cells.map((line) => line.join("").trimEnd()),
    isAlternate: () => isAlternate,
    isCursorShown: () => isCursorShown
  }
}
