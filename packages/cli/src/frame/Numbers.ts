/**
 * Rows of numbers on a line, and their bytes.
 *
 *     row        numbers with nothing between them but separators: 04 FF, 0x4, 0xff, [2 255 76 179], 04:ff, 04ff4101
 *     certain    a row that can be nothing but bytes; a lone number is not, it may as well be a count
 *     doubtful   what leads a row and looks like a clock, a label or the number of the line
 *     notation   hexadecimal, if not all of a row says decimal or octal
 */
import type { Token } from "./Tokens.ts"

export interface Row {
  readonly tokens: ReadonlyArray<Token>
  /** Positions of its first and last token among those of the line. */
  readonly first: number
  readonly last: number
  /** A leading text that may be no byte, and its kind; `null`: none. */
  readonly lead: { readonly found: string; readonly hint: string } | null
}

/** How numbers that do not say it themselves are written. */
export type Notation = "hex" | "decimal" | "octal"

/** Numbers that are no bytes. */
export interface BadNumber {
  readonly found: string
  readonly hint: string | null
}

const numeric = new Set(["clock", "escapes", "marked", "joined", "negative", "plain"])
export const isNumeric = ({ kind }: Token): boolean => numeric.has(kind)

/** A number that begins no row of numbers that are written in another way: `5: \x04`. */
const isCount = ({ kind, text }: Token): boolean => kind === "plain" && /^(?:0|[1-9]\d*)$/.test(text)

const styleOf = ({ kind, text }: Token): string => {
  if (kind === "plain" && text.length > RUN) return "run"
  return kind === "clock" || kind === "negative" ? "plain" : kind
}

/** Words of two bytes are the longest that other numbers stand beside. */
const RUN = 4

const separators = /^[,;:|"'_.\x60-]$/

/** The rows of a line. */
export const rowsOf = (tokens: ReadonlyArray<Token>): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  let hasWords = false
  for (let first = 0; first < tokens.length; first++) {
    hasWords ||= tokens[first]!.kind === "word"
    if (!isNumeric(tokens[first]!) || isLetterLabel(tokens, first)) continue
    let last = first
    for (let next = first; next < tokens.length; next++) {
      const token = tokens[next]!
      if (isNumeric(token)) {
        if (last === first && isCount(tokens[first]!) && styleOf(token) !== styleOf(tokens[first]!)) break
        last = next
      } else if (!/^(?:mark|stop)$/.test(token.kind) || !separators.test(token.text)) break
    }
    const row = tokens.slice(first, last + 1)
    const found = { tokens: row.filter(isNumeric), first, last, lead: leadOf(row) }
    // In the middle of a line they are what they look like.
    rows.push(found.lead !== null && hasWords ? withoutLead(found) : found)
    first = last
  }
  return rows
}

/** "reply to A: 04 FF": a letter with a colon behind it, where no other number has one. */
const isLetterLabel = (tokens: ReadonlyArray<Token>, at: number): boolean =>
  /^[a-f]$/i.test(tokens[at]!.text) && tokens[at + 1]?.text === ":" && tokens[at + 3]?.text !== ":"

const leadOf = ([first, mark, ...others]: ReadonlyArray<Token>): Row["lead"] => {
  if (first?.kind === "clock" && mark !== undefined) {
    return mark.text === ":" || others.some(({ text }) => text === ":")
      ? null
      : { found: first.text, hint: "is it a time? Leave it out" }
  }
  if (first?.kind !== "plain" || !/^(?:[1-9]\d{0,3}|[a-f]{2,4})$/i.test(first.text)) return null
  // Where the same mark stands between the bytes, it is only a mark.
  return mark !== undefined && /^[.:]$/.test(mark.text) && !others.some(({ text }) => text === mark.text)
    ? {
        found: first.text + mark.text,
        hint: /\d/.test(first.text) ? "is it a line number? Leave it out" : "is it a label? Leave it out"
      }
    : null
}

/** The same row without what leads it. */
export const withoutLead = (row: Row): Row =>
  row.lead === null ? row : { ...row, tokens: row.tokens.slice(1), lead: null }

const digitsOf = ({ kind, text }: Token): string => {
  if (kind === "marked") return text.replace(/^(?:0x|\$|%|&h)|h$/gi, "").replace(/^0(?=[0-9a-f]{2}$)/i, "")
  return text.replace(/[:-]|\\x/g, "")
}

const isNoCount = (text: string): boolean => text.startsWith("0") || (/\d/.test(text) && /[a-f]/i.test(text))

/** Whether a row can be nothing but bytes. */
export const isCertain = ({ tokens }: Row): boolean => {
  if (tokens.some(({ kind }) => kind === "escapes")) return true
  if (tokens.length === 1 && tokens[0]!.kind === "clock") return false
  const digits = tokens.map(digitsOf)
  const bytes = digits.reduce((sum, { length }) => sum + Math.ceil(length / 2), 0)
  if (tokens.length === 1)
    return bytes >= 6 || (bytes >= 3 && (tokens[0]!.kind === "joined" || isNoCount(digits[0]!)))
  return (
    bytes >= 6 ||
    // A negative number among as many as the shortest frame has bytes: a list of signed bytes.
    (tokens.length >= 4 && tokens.some(({ kind }) => kind === "negative")) ||
    tokens.filter(({ kind }) => kind === "marked").length > 1 ||
    digits.some((text) => text.length > 1 && /\d/.test(text))
  )
}

const plainOf = ({ tokens }: Row): ReadonlyArray<string> =>
  tokens.filter(({ kind }) => kind === "plain" || kind === "negative").map(({ text }) => text)

const fitsOctal = (row: Row): boolean => plainOf(row).every((text) => /^[0-3][0-7]{2}$/.test(text))

/** The notation of a row; `null`: it may be any. */
const evidence = (row: Row): Notation | null => {
  const texts = plainOf(row)
  if (texts.length === 0) return null
  if (texts.some((text) => /[a-f]/i.test(text))) return "hex"
  if (fitsOctal(row) && texts.some((text) => text.startsWith("0") || Number(text) > 255)) return "octal"
  if (texts.some((text) => /^0\d$/.test(text))) return "hex"
  const isDecimal =
    texts.every((text) => /^-?\d{1,3}$/.test(text) && Number(text) >= -128 && Number(text) < 256) &&
    texts.some((text) => /^-|^\d{3}$/.test(text))
  return isDecimal ? "decimal" : null
}

/** The notation of each row: its own, else that of the others. Who writes one list in decimal writes all of them so. */
export const notationsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<Notation> => {
  const own = rows.map(evidence)
  const common = own.includes("hex") ? "hex" : (own.find((notation) => notation !== null) ?? "hex")
  return own.map((notation, index) =>
    notation === "decimal" && own.includes("octal") && fitsOctal(rows[index]!)
      ? "octal"
      : (notation ?? common)
  )
}

/** Whether the numbers of a row may be decimal, though none of them says so: `3 32 46`. */
export const mayBeDecimal = ({ tokens }: Row): boolean =>
  tokens.every(
    ({ kind, text }) => kind === "plain" && /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) < 256
  )

/** Whether a row may hold words with their low byte first. */
export const mayBeWords = ({ tokens }: Row): boolean =>
  tokens.length > 1 &&
  tokens.every(({ kind, text }) => kind === "plain" && /^(?:.{4}|.{8}|.{16})$/.test(text))

const bases: Readonly<Record<Notation, number>> = { hex: 16, decimal: 10, octal: 8 }

/** The bytes of a row. */
export const bytesOf = (
  { tokens }: Row,
  notation: Notation,
  areSwapped: boolean
): ReadonlyArray<number> | BadNumber => {
  const bytes: Array<number> = []
  for (const [index, token] of tokens.entries()) {
    if (notation !== "hex" && (token.kind === "plain" || token.kind === "negative")) {
      bytes.push(Number.parseInt(token.text, bases[notation]) & 0xff)
      continue
    }
    const digits = digitsOf(token)
    if (token.kind === "negative" || (digits.length > 1 && digits.length % 2 === 1)) {
      const found = tokens.slice(index).map(({ text }) => text)
      return { found: found.join(" "), hint: /^-?\d{1,3}$/.test(token.text) ? "is the list decimal?" : null }
    }
    const pairs = (digits.length === 1 ? [digits] : digits.match(/../g)!).map((pair) =>
      Number.parseInt(pair, 16)
    )
    for (const byte of areSwapped ? pairs.reverse() : pairs) bytes.push(byte)
  }
  return bytes
}
