/**
 * A line of text as tokens. The first rule of the grammar that fits at a place has it; `mark` fits everywhere.
 *
 * Bounds keep long lines linear: no rule looks far ahead for what it then does not take.
 */

const arrowOut = "-{1,9}>|={1,9}>|>>+|[→⇒]"
const arrowIn = "<-+|<=+|<<+|[←⇐]"
const clock = String.raw`\d{1,2}:\d\d:\d\d`
const month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
const date = [
  String.raw`\d{4}[-/]\d\d[-/]\d\d`,
  String.raw`\d\d[./]\d\d[./]\d{4}`,
  String.raw`${month}\s{1,2}\d{1,2}(?:,?\s\d{4})?(?=\s${clock})`,
  String.raw`\d{1,2}[ -]${month}[ -]\d{4}`
].join("|")
const host = "h(?:ost)?|pc|app|client"
const adapter = "a(?:dapter)?|mk[23]|device|inverter"
/** Where a word or number begins, and where one ends. */
const from = String.raw`(?<![\w.\\])`
const to = String.raw`(?![\w]|\.\w)`

const grammar = {
  space: String.raw`\s+`,
  /** A line of a file: `main.go:42`. */
  place: String.raw`[\w/-]{1,80}\.[a-z]{1,4}:\d{1,5}(?::\d{1,5})?(?=[\s:\])]|$)`,
  /** Characters that only draw lines across a page. */
  rule: "[=#*~_-]{10,}(?!>)",
  /** A date, a clock that can be nothing else, a number with a fraction. */
  time: [
    String.raw`${from}(?:${date})(?:[T ,]{1,2}${clock})?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`,
    String.raw`${from}${clock}(?:[.,]\d+(?:Z|[+-]\d\d:?\d\d)?|(?=\s?[ap]m\b))`,
    String.raw`\[\s?${clock}\s?\]`,
    String.raw`${from}\d+\.\d+(?:\s?[mµu]?s\b)?`
  ].join("|"),
  /** A clock or three bytes. */
  clock: String.raw`${from}${clock}(?![\w:.-])`,
  /** Who speaks to whom. */
  hostSpeaks: String.raw`\b(?:(?:${host})\s{0,3}(?:${arrowOut})\s{0,3}(?:${adapter})|(?:${adapter})\s{0,3}(?:${arrowIn})\s{0,3}(?:${host}))\b`,
  adapterSpeaks: String.raw`\b(?:(?:${adapter})\s{0,3}(?:${arrowOut})\s{0,3}(?:${host})|(?:${host})\s{0,3}(?:${arrowIn})\s{0,3}(?:${adapter}))\b`,
  /** Bytes of a literal, see `Tidy.ts`. */
  escapes: String.raw`(?:\\x[0-9a-f]{2})+`,
  /** A number that says that it is hexadecimal: `0x04`, `$04`, `%04`, `&H04`, `04h`. */
  marked: String.raw`(?:${from}0x|[$%]|&h)[0-9a-f]+${to}|${from}0?[0-9a-f]{2}h${to}`,
  /** `04:FF:41`, `04-FF-41` */
  joined: String.raw`(?<![\w.])(?<!\b[0-9a-f]{1,2}[:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2})+(?!\w|[.:-]\w)`,
  negative: String.raw`(?<![\w.-])-\d{1,3}${to}`,
  /** Any other number: `4`, `04`, `255`, `04ff4101`. */
  plain: String.raw`${from}[0-9a-f]+${to}`,
  arrowOut,
  arrowIn,
  /** Bytes that were left out. */
  gap: String.raw`(?:\.{2,9}|…)(?![^\s\])},>"'])`,
  /** The end of a sentence, or what stands behind the number of a line. */
  stop: String.raw`\.(?!\S)`,
  word: String.raw`(?:(?!${arrowOut})[^\s,;|(){}\[\]"'<>=:#*\x60→⇒←⇐\\])+`,
  mark: "."
} as const

export type Kind = keyof typeof grammar

const kinds = Object.keys(grammar) as ReadonlyArray<Kind>
/** One group a rule, by position: groups with names cost more than all the rest. */
const pattern = new RegExp(kinds.map((kind) => `(${grammar[kind]})`).join("|"), "giuy")

export interface Token {
  readonly kind: Kind
  readonly text: string
  readonly start: number
}

/** The tokens of a line, without spaces. */
export const tokensOf = (line: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let end = 0
  for (const [text, ...rules] of line.matchAll(pattern)) {
    const start = end
    end += text.length
    const kind = kinds[rules.findIndex((rule) => rule !== undefined)]!
    if (kind !== "space") tokens.push({ kind, text, start })
  }
  return tokens
}
