/**
 * Bytes as people paste them: from a log, a forum, a hex dump or a program. Read in this order:
 *
 *     paste     = line*                lines are one stream: a frame may go on in the next one of the same side
 *     line      = dump | capture | segment*
 *     dump      = offset field* text   `Dump.ts`
 *     capture   = a line of a capture file, see docs/guides/link.md
 *     segment   = side* (row | noise)* who sent it, `Sides.ts`; a new side after bytes begins a new segment
 *     row       = number+              `Numbers.ts`, made of the tokens of `Tokens.ts`, literals made plain by `Tidy.ts`
 *     noise     = anything else, and lone numbers beside words
 *
 * Text that may be bytes or not (a bare time, the number of a line, 3 32 46, words with their low byte first or in decimal,
 * a decimal dump whose digits are all octal) is decided by checksums: the first of the readings in which all bytes form
 * frames. Where none does, it is refused: a guess would make frames that nobody sent. So are bytes with a damaged one among
 * them.
 */
import { Explain } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Dump from "./Dump.ts"
import * as Numbers from "./Numbers.ts"
import { decisive, type Side, sideOf } from "./Sides.ts"
import { linesOf, tidied } from "./Tidy.ts"
import { type Token, tokensOf } from "./Tokens.ts"
import * as Words from "./Words.ts"

/** Consecutive bytes of one side; `null` when the text does not say whose. */
export interface Run {
  readonly direction: Explain.Direction | null
  readonly bytes: Uint8Array
  /** Positions of the first bytes of lines. */
  readonly lines: ReadonlyArray<number>
}

/** Text that is no list of bytes, and what it may be instead. */
export interface NotBytes {
  /** Counted from 1. */
  readonly line: number
  readonly found: string
  readonly hint: string | null
}

type Refused = Omit<NotBytes, "line">

/** Bytes, or rows that become bytes, of one side on a line. */
interface Part {
  readonly line: number
  readonly side: Side | null
  readonly rows: ReadonlyArray<Numbers.Row> | ReadonlyArray<number>
}

const isBytes = (rows: Part["rows"]): rows is ReadonlyArray<number> => typeof rows[0] === "number"

/** Reads a paste. Lines of the same side that follow each other are one run. */
export const read = (paste: string): Result.Result<ReadonlyArray<Run>, NotBytes> => {
  const found = partsOf(paste, { areSwapped: false, isDecimal: false })
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { parts, areDumpsOfWords, areDumpsOctal } = found.success
  const rows = parts.flatMap((part) => (isBytes(part.rows) ? [] : part.rows))
  const numbering = numberingOf(parts)
  const leads = numbering ?? parts.flatMap((part) => leadOf(part) ?? [])[0] ?? null
  const written: Reading = { areLeadsKept: true, isNumbered: false, isDecimal: false, areSwapped: false }
  const first = runsOf(parts, written)
  const others: Array<Result.Result<ReadonlyArray<Run>, NotBytes>> = []
  if (leads !== null)
    others.push(runsOf(parts, { ...written, areLeadsKept: false, isNumbered: numbering !== null }))
  if (rows.length > 0 && rows.every(Numbers.mayBeDecimal))
    others.push(runsOf(parts, { ...written, isDecimal: true }))
  if (rows.every(Numbers.mayBeWords) && (rows.length > 0 || areDumpsOfWords))
    others.push(
      Result.flatMap(partsOf(paste, { areSwapped: true, isDecimal: false }), (swapped) =>
        runsOf(swapped.parts, { ...written, areSwapped: true })
      )
    )
  if (areDumpsOctal)
    others.push(
      Result.flatMap(partsOf(paste, { areSwapped: false, isDecimal: true }), (decimal) =>
        runsOf(decimal.parts, written)
      )
    )
  const words = Words.bytesOf(linesOf(paste))
  if (words !== null) others.push(Result.succeed([{ direction: null, bytes: words, lines: [0] }]))
  if (others.length === 0) return first
  const good = [first, ...others].find((runs) => Result.isSuccess(runs) && areFrames(runs.success))
  return good ?? (leads === null ? first : Result.fail(leads))
}

/** One way to read a paste. */
interface Reading {
  /** Whether what may be a time or the number of a line counts as bytes. */
  readonly areLeadsKept: boolean
  /** Whether all lines begin with their number. */
  readonly isNumbered: boolean
  readonly isDecimal: boolean
  readonly areSwapped: boolean
}

const leadOf = ({ line, rows }: Part): NotBytes | null => {
  const lead = isBytes(rows) ? null : (rows.find((row) => row.lead !== null)?.lead ?? null)
  return lead === null ? null : { line, ...lead }
}

/** Whether lines count from 1 on. A lone 1 in front of a frame is no length byte. */
const numberingOf = (parts: ReadonlyArray<Part>): NotBytes | null =>
  parts.length > 1 &&
  parts.every(({ rows }, index) => !isBytes(rows) && rows[0]?.tokens[0]?.text === `${index + 1}`)
    ? { line: 1, found: "1", hint: "are the lines numbered? Leave that out" }
    : null

/** Whether there is a frame, and nothing but frames and zeros. */
const areFrames = (runs: ReadonlyArray<Run>): boolean => {
  const pieces = runs.flatMap(({ bytes }) => Explain.explain(bytes))
  return (
    pieces.some(({ _tag }) => _tag === "Frame") &&
    pieces.every(({ _tag, raw }) => _tag === "Frame" || /^[0 ]*$/.test(raw))
  )
}

const runsOf = (
  parts: ReadonlyArray<Part>,
  reading: Reading
): Result.Result<ReadonlyArray<Run>, NotBytes> => {
  const read = parts.map(({ rows }) =>
    isBytes(rows)
      ? rows
      : rows.map((row) =>
          reading.isNumbered
            ? { ...row, tokens: row.tokens.slice(1) }
            : reading.areLeadsKept
              ? row
              : Numbers.withoutLead(row)
        )
  )
  const notations = Numbers.notationsOf(read.flatMap((rows) => (isBytes(rows) ? [] : rows))).values()
  const runs: Array<{ side: Side | null; bytes: Array<number>; lines: Array<number> }> = []
  for (const [index, rows] of read.entries()) {
    const { side, line } = parts[index]!
    const bytes: Array<number> = []
    if (isBytes(rows)) for (const byte of rows) bytes.push(byte)
    else
      for (const row of rows) {
        const found = Numbers.bytesOf(
          row,
          reading.isDecimal ? "decimal" : notations.next().value!,
          reading.areSwapped
        )
        if ("found" in found)
          return Result.fail({ line, found: found.found.slice(0, EXCERPT), hint: found.hint })
        for (const byte of found) bytes.push(byte)
      }
    if (bytes.length === 0) continue
    const last = runs.at(-1)
    if (last === undefined || last.side?.direction !== side?.direction) runs.push({ side, bytes, lines: [0] })
    else {
      last.lines.push(last.bytes.length)
      for (const byte of bytes) last.bytes.push(byte)
    }
  }
  return Result.succeed(
    runs.map(({ side, bytes: list, lines }) => {
      const bytes = Uint8Array.from(list)
      return { direction: side === null || isContradicted(side, bytes) ? null : side.direction, bytes, lines }
    })
  )
}

/** Whether the bytes contradict a word for their direction. A word in a log is no proof: "read RAM: ..." may be the request. */
const isContradicted = ({ rank, direction }: Side, bytes: Uint8Array): boolean =>
  rank === 1 &&
  Explain.explain(bytes).some(
    (piece) => piece._tag === "Frame" && !piece.fitsBoth && piece.direction !== direction
  )

/** Characters of a text that is shown because it is no bytes. */
const EXCERPT = 24

const refuse = (found: string, hint: string | null) => Result.fail<Refused>({ found: found.trim(), hint })

/** Lines of a capture file (decisions.md 10): its bytes, and what else it says. */
const captured = /^\s*\{.*"dir"\s*:\s*"(rx|tx)".*"hex"\s*:\s*"([^"]*)".*\}\s*$/
const aside = /^\s*\{\s*"(?:schema|ms)".*\}\s*$/

/** All parts of a paste, line by line. Fails at the first line that has a damaged byte, or bytes of nobody knows whom. */
const partsOf = (
  paste: string,
  reading: Dump.Reading
): Result.Result<
  {
    readonly parts: ReadonlyArray<Part>
    readonly areDumpsOfWords: boolean
    readonly areDumpsOctal: boolean
  },
  NotBytes
> => {
  const raw = linesOf(paste)
  const parts: Array<Part> = []
  const texts: Array<string> = []
  const dumps = new Map<number, ReadonlyArray<number>>()
  let count = 0
  let areDumpsOfWords = false
  let areDumpsOctal = false
  for (let index = 0; index < raw.length; index++) {
    const dump = Dump.dumpAt(raw, index, count, reading)
    for (const [line, bytes] of dump?.lines.entries() ?? []) {
      dumps.set(index + line, bytes)
      texts[index + line] = ""
      count += bytes.length
    }
    if (dump === null) {
      texts.push(raw[index]!)
      continue
    }
    index += dump.lines.length - 1
    areDumpsOfWords ||= dump.areWords
    areDumpsOctal ||= dump.areOctal
  }
  let noise: NotBytes | null = null
  for (const [index, text] of tidied(texts.join("\n")).split("\n").entries()) {
    const line = index + 1
    const bytes = dumps.get(index)
    if (bytes !== undefined) {
      if (bytes.length > 0) parts.push({ line, side: null, rows: bytes })
      continue
    }
    if (/^\s*\*\s*$/.test(text) && parts.length > 0)
      return Result.fail({
        line,
        found: "*",
        hint: "are lines left out there? Without offsets nobody knows how many: use od -v"
      })
    const found = lineOf(text)
    if (Result.isFailure(found)) return Result.fail({ line, ...found.failure })
    for (const part of found.success) parts.push({ line, ...part })
    if (found.success.length === 0 && text.trim() !== "" && !aside.test(text))
      noise ??= { line, found: text.trim().slice(0, EXCERPT), hint: null }
  }
  return parts.length === 0 && noise !== null && !isOnlySides(noise.found)
    ? Result.fail(noise)
    : Result.succeed({ parts, areDumpsOfWords, areDumpsOctal })
}

const isOnlySides = (text: string): boolean =>
  tokensOf(text).every(
    (token, index, all) =>
      token.kind === "mark" || token.kind === "stop" || sideOf(token, all[index + 1]) !== null
  )

type LinePart = Omit<Part, "line">

/** Tokens behind what says who sent them. */
interface Segment {
  readonly sides: Array<Side>
  /** Rows that are certainly bytes, and lone numbers that may be. */
  readonly certain: Array<Numbers.Row>
  readonly lone: Array<Numbers.Row>
  /** Where it begins. */
  readonly at: number
}

const lineOf = (text: string): Result.Result<ReadonlyArray<LinePart>, Refused> => {
  const [, dir, hex] = captured.exec(text) ?? []
  if (hex === undefined && aside.test(text)) return Result.succeed([])
  const tokens = tokensOf(hex ?? text)
  const rows = Numbers.rowsOf(tokens)
  const damage = damaged(hex ?? text, tokens, rows)
  if (damage !== null) return Result.fail(damage)
  if (hex !== undefined) {
    const side: Side = { direction: dir === "tx" ? "request" : "reply", rank: 3 }
    return Result.succeed(rows.length === 0 ? [] : [{ side, rows }])
  }
  return partsOfSegments(text, tokens, segmentsOf(tokens, rows))
}

/** Words in front of a lone number that say that it is a byte. */
const dataWord = /(?:^|[^a-z])(?:data|bytes?|hex|frame|raw|payload|buf(?:fer)?|packet|chunk)$/i
/** Behind a lone number: then it counts something. */
const unitWord = /^(?:bytes?|frames?|chars?|packets?|times|m?s|m?sec|seconds|[vaw]|hz)\b/i

const segmentsOf = (
  tokens: ReadonlyArray<Token>,
  rows: ReadonlyArray<Numbers.Row>
): ReadonlyArray<Segment> => {
  const starts = new Map(rows.map((row) => [row.first, row]))
  const hasNoise = tokens.some(
    (token, index) =>
      token.kind === "time" || (token.kind === "word" && sideOf(token, tokens[index + 1]) === null)
  )
  const segments: Array<Segment> = [{ sides: [], certain: [], lone: [], at: 0 }]
  /** Whether what comes next stands directly behind a label. */
  let isLabelled = false
  let hasWord = false
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    const segment = segments.at(-1)!
    const row = starts.get(index)
    if (row !== undefined) {
      const next = tokens[row.last + 1]
      const isCount =
        tokens[row.first - 1]?.text === "(" && next?.text === ")" && row.tokens[0]!.kind === "plain"
      if (Numbers.isCertain(row)) segment.certain.push(row)
      else if (
        !isCount &&
        !(next !== undefined && next.kind === "word" && unitWord.test(next.text)) &&
        (isLabelled || (!hasNoise && !hasWord))
      )
        segment.lone.push(row)
      index = row.last
      continue
    }
    const side = sideOf(token, tokens[index + 1])
    if (side !== null) {
      const isDone = segment.certain.length > 0 || (segment.lone.length > 0 && segment.sides.length > 0)
      if (isDone) segments.push({ sides: [side], certain: [], lone: [], at: token.start })
      else {
        segment.sides.push(side)
        segment.lone.length = 0
      }
      isLabelled = true
    } else if (token.kind === "word") {
      isLabelled = dataWord.test(token.text) || (isLabelled && unitWord.test(token.text))
      hasWord ||= !isLabelled
    }
  }
  return segments
}

const rowsIn = ({ certain, lone }: Segment): ReadonlyArray<Numbers.Row> =>
  certain.length > 0 ? certain : lone.slice(-1)

const partsOfSegments = (
  text: string,
  tokens: ReadonlyArray<Token>,
  segments: ReadonlyArray<Segment>
): Result.Result<ReadonlyArray<LinePart>, Refused> => {
  const [front, ...others] = segments
  const behind = others.filter((segment) => rowsIn(segment).length > 0)
  const isBare = front!.sides.length === 0 && rowsIn(front!).length > 0
  const [second] = behind
  const sides = segments.map(({ sides: found }) => decisive(found))
  if (isBare && second !== undefined) {
    const next = decisive(others[0]!.sides)!
    if (next.rank !== 0) {
      const at = tokens.find(({ start }) => start === others[0]!.at)!
      return refuse(text.slice(0, at.start), `whose bytes are in front of "${at.text.trim()}"?`)
    }
    // "request -> reply": what stands behind an arrow then comes from the other side.
    sides[0] = next
    if (others[0]!.sides.length === 1)
      sides[1] = { ...next, direction: next.direction === "request" ? "reply" : "request" }
  }
  return Result.succeed(
    segments.flatMap((segment, index) => {
      const rows = rowsIn(segment)
      return rows.length === 0 ? [] : [{ side: sides[index] ?? null, rows }]
    })
  )
}

/** A word that a slip made of a byte. */
const slip = /^(?:0x)?(?:[0-9a-f][g-z]|[og-z][0-9a-f])$/i

/** A damaged byte among the bytes of a line, or a gap. */
const damaged = (
  text: string,
  tokens: ReadonlyArray<Token>,
  rows: ReadonlyArray<Numbers.Row>
): Refused | null => {
  for (const { last, tokens: row } of rows) {
    const next = tokens[last + 1]
    const after = tokens[last + 2]
    if (next === undefined) continue
    if (next.kind === "gap" && (row.length > 1 || after === undefined || Numbers.isNumeric(after)))
      return {
        found: text.slice(next.start, next.start + EXCERPT).trim(),
        hint: "are bytes left out there?"
      }
    if (
      next.kind === "word" &&
      row.length > 1 &&
      slip.test(next.text) &&
      (after === undefined || Numbers.isNumeric(after))
    )
      return { found: next.text, hint: null }
  }
  return null
}
