/**
 * Hex dumps: what `od`, `hexdump`, `xxd`, `tcpdump -X` and packet views print, with an offset in front of each line.
 *
 *     offset   hexadecimal, octal or decimal: the base in which each is the one before plus the bytes between them
 *     fields   the first of `formats` in which all lines agree with the offsets
 *     text     behind a bar or an angle bracket, or behind a gap wider than any between fields
 *     *        lines like the one above, as many as the next offset says
 *
 * Words of several bytes have the low one first, as on the machines where these programs run, but for `xxd` and `tcpdump`,
 * which put a colon behind the offset.
 */

/** A line that may be one of a dump. */
interface Line {
  readonly offset: string
  readonly hasColon: boolean
  /** The text behind the offset, spaces included; `null`: nothing. */
  readonly rest: string | null
  /** Whether a text column is looked for behind a gap. */
  readonly hasText: boolean
}

/** How the fields of a dump are written. */
interface Format {
  /** Bytes of a field. */
  readonly width: number
  readonly read: (line: Line, areSwapped: boolean) => ReadonlyArray<number> | null
}

/** The content of a dump. */
export interface Dump {
  /** The bytes of each of its lines. */
  readonly lines: ReadonlyArray<ReadonlyArray<number>>
  /** Whether its fields are of several bytes, whose order no offset tells. */
  readonly areWords: boolean
  /** Whether its fields were read as octal, which decimal ones may look like: `132 255 112`. */
  readonly areOctal: boolean
}

/** How a dump is read, where it does not say it. */
export interface Reading {
  /** Whether words have their high byte first after all. */
  readonly areSwapped: boolean
  /** Whether fields of three digits are decimal though all may be octal. */
  readonly isDecimal: boolean
}

const shape = /^[\s>]*(?:0x)?([0-9a-f]{4,16})(:?)(\s.*)?$/i

const lineOf = (text: string): Line | null => {
  const [, offset, colon, rest = ""] = shape.exec(text) ?? []
  if (offset === undefined) return null
  return { offset, hasColon: colon === ":", rest: rest.trim() === "" ? null : rest, hasText: true }
}

/** The fields of a line without its text column. One without a bar can only be told by a gap. */
const fieldsOf = ({ rest, hasColon, hasText }: Line): ReadonlyArray<string> => {
  const [fields = ""] = (rest ?? "").split(/\s[|>].*[|<]\s*$/)
  const [close = ""] = fields.trimStart().split(hasColon ? /\s{2}/ : /\s{3}/)
  const isPairs = /^[0-9a-f]{2}(?:\s{1,2}[0-9a-f]{2})*$/i.test(close.trim())
  return (hasColon || (isPairs && hasText) ? close : fields).trim().split(/\s+/)
}

/** Numbers of one notation, each of `width` bytes. */
const numbers = (notation: RegExp, base: number, width: number): Format => ({
  width,
  read: (line, areSwapped) => {
    const fields = fieldsOf(line)
    if (!fields.every((field) => notation.test(field))) return null
    const bytes: Array<number> = []
    for (const field of fields) {
      const value = valueOf(field, base)
      if (value >= 1n << BigInt(8 * width)) return null
      const word = Array.from({ length: width }, (_, at) =>
        Number(BigInt.asUintN(8, value >> BigInt(8 * at)))
      )
      bytes.push(...(line.hasColon === areSwapped ? word : word.reverse()))
    }
    return bytes
  }
})

const prefixes: Readonly<Record<number, string>> = { 2: "0b", 8: "0o", 10: "", 16: "0x" }

const valueOf = (field: string, base: number): bigint =>
  field.startsWith("-") ? -BigInt(field.slice(1)) : BigInt(prefixes[base]! + field)

const named: Readonly<Record<string, number>> = {
  "": 0x20,
  "\\0": 0,
  "\\a": 7,
  "\\b": 8,
  "\\t": 9,
  "\\n": 10,
  "\\v": 11,
  "\\f": 12,
  "\\r": 13
}

/** `od -c`: a character, an escape or three octal digits in each cell of four places. */
const characters: Format = {
  width: 1,
  read: ({ rest, hasColon }) => {
    if (hasColon) return null
    const bytes: Array<number> = []
    for (const [cell] of (rest ?? "").matchAll(/.{1,4}/g)) {
      const text = cell.trim()
      const code = /^[0-3][0-7]{2}$/.test(text)
        ? Number.parseInt(text, 8)
        : (named[text] ?? (text.length === 1 ? text.charCodeAt(0) : undefined))
      if (code === undefined || (cell.length === 4 && !cell.startsWith(" "))) return null
      bytes.push(code)
    }
    return bytes
  }
}

/** Pairs run together in groups, the last of which may be short, as `xxd` has them. */
const groups: Format = {
  width: 2,
  read: (line, areSwapped) => {
    const fields = fieldsOf(line)
    if (!line.hasColon || areSwapped || !fields.every((field) => /^(?:[0-9a-f]{2})+$/i.test(field)))
      return null
    return fields.flatMap((field) => field.match(/../g)!).map((pair) => Number.parseInt(pair, 16))
  }
}

const octal = numbers(/^[0-3][0-7]{2}$/, 8, 1)

const formats: ReadonlyArray<Format> = [
  numbers(/^[0-9a-f]{2}$/i, 16, 1),
  numbers(/^[01]{8}$/, 2, 1),
  octal,
  groups,
  numbers(/^[0-9a-f]{4}$/i, 16, 2),
  numbers(/^[0-9a-f]{8}$/i, 16, 4),
  numbers(/^[0-9a-f]{16}$/i, 16, 8),
  numbers(/^[01][0-7]{5}$/, 8, 2),
  numbers(/^[0-3][0-7]{10}$/, 8, 4),
  numbers(/^[01][0-7]{21}$/, 8, 8),
  numbers(/^-?\d{1,3}$/, 10, 1),
  numbers(/^-?\d{1,5}$/, 10, 2),
  numbers(/^-?\d{1,10}$/, 10, 4),
  numbers(/^-?\d{1,20}$/, 10, 8),
  characters
]

/** Those of `od`, of most others, of `od -A d`. */
const bases = [8, 16, 10] as const

const valueIn = (offset: string, base: number): number =>
  (base === 8 ? /^[0-7]+$/ : base === 10 ? /^\d+$/ : /^/).test(offset)
    ? Number.parseInt(offset, base)
    : Number.NaN

/** The bytes of all lines, if their offsets in this base agree with their fields in this format. */
const agreed = (
  lines: ReadonlyArray<Line | "*">,
  format: Format,
  base: number,
  areSwapped: boolean
): ReadonlyArray<ReadonlyArray<number>> | null => {
  const found: Array<ReadonlyArray<number>> = []
  for (const [index, line] of lines.entries()) {
    if (line === "*") {
      found.push([])
      continue
    }
    const bytes = line.rest === null ? [] : format.read(line, areSwapped)
    const start = valueIn(line.offset, base)
    if (bytes === null || Number.isNaN(start)) return null
    const next = lines[index + 1]
    const isRepeated = next === "*"
    const following = isRepeated ? lines[index + 2] : next
    if (following === undefined || following === "*") {
      found.push(bytes)
      continue
    }
    const size = valueIn(following.offset, base) - start
    if (isRepeated) {
      if (bytes.length === 0 || size % bytes.length !== 0) return null
      found.push(Array.from({ length: size }, (_, at) => bytes[at % bytes.length]!))
      continue
    }
    // A space at the end of a line of characters may be lost; the last word may be filled up.
    const lost = format === characters ? Math.max(0, size - bytes.length) : 0
    const padded = [...bytes, ...Array<number>(lost).fill(0x20)]
    const excess = padded.length - size
    if (excess < 0 || excess >= (following.rest === null ? format.width : 1)) return null
    found.push(padded.slice(0, size))
  }
  return found
}

const isZero = (offset: string): boolean => /^0+$/.test(offset)

/** Whether one line alone tells that its first number is an offset. */
const isEvident = ({ offset, hasColon, rest }: Line, count: number): boolean =>
  rest !== null &&
  (isZero(offset) || (count > 0 && Number.parseInt(offset, 16) === count)) &&
  (hasColon || offset.length > 6 || /^\s+[0-9a-f]{2}(?:\s|$)/i.test(rest))

/** A dump that begins at a line. `count` is how many bytes came before. */
export const dumpAt = (
  lines: ReadonlyArray<string>,
  at: number,
  count: number,
  { areSwapped, isDecimal }: Reading
): Dump | null => {
  const block: Array<Line | "*"> = []
  /** Lines that show the bytes of the line above in another way. */
  const owners: Array<number> = []
  let before = ""
  for (let index = at; index < lines.length; index++) {
    const text = lines[index]!
    if (block.length > 0 && /^\s{7,}\S/.test(text)) {
      owners.push(-1)
      continue
    }
    const line = text.trim() === "*" && block.length > 0 ? "*" : lineOf(text)
    if (line === null) break
    if (line !== "*") {
      if (before !== "" && (line.offset.length !== before.length || line.offset.toLowerCase() <= before))
        break
      before = line.offset.toLowerCase()
    }
    owners.push(block.length)
    block.push(line)
  }
  const [first] = block
  if (first === undefined || first === "*" || first.rest === null) return null
  const isCounted = block.filter((line) => line !== "*").length > 1
  if (!isCounted && !isEvident(first, count)) return null
  const bare = block.map((line) => (line === "*" ? line : { ...line, hasText: false }))
  for (const format of formats) {
    if (format === octal && isDecimal) continue
    for (const [shown, base] of bases.flatMap((each) => [[block, each] as const, [bare, each] as const])) {
      const found = agreed(shown, format, base, areSwapped)
      if (found !== null)
        return {
          lines: owners.map((owner) => found[owner] ?? []),
          areWords: format.width > 1,
          areOctal: format === octal
        }
    }
  }
  return null
}
