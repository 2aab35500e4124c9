/**
 * Bytes as people paste them: from a log, a forum, a hex dump or a program.
 *
 *     sides      TX: RX: -> <- request, reply, sent, received ... cut a line, and tell who sent what follows
 *     left out   dates and times with fractions, labels that end with a colon, offsets and text columns of hex dumps,
 *                the code around an array, comments
 *     refused    what may be bytes or not: bare times, line numbers. A guess would make frames that nobody sent
 *
 * Lines are one stream: a frame may go on in the next line, unless that is of another side.
 */
import { type Explain, Hex } from "@vebus/codec"
import * as Result from "effect/Result"
import { tidied } from "./Tidy.ts"

/** Consecutive bytes of one side; `null` when the text does not say whose. */
export interface Run {
  readonly direction: Explain.Direction | null
  readonly bytes: Uint8Array
}

/** Text that is no list of bytes, and what it may be instead. */
export interface NotBytes {
  /** Counted from 1. */
  readonly line: number
  readonly found: string
  readonly hint: string | null
}

type Refused = Omit<NotBytes, "line">

/** Text that holds bytes of one side. */
interface Part {
  readonly direction: Explain.Direction | null
  readonly text: string
}

/** Reads a paste. Lines of the same side that follow each other are one run. */
export const read = (paste: string): Result.Result<ReadonlyArray<Run>, NotBytes> => {
  const lines = tidied(paste).split("\n")
  if (areNumbered(lines))
    return Result.fail({ line: 1, found: "1", hint: "are the lines numbered? Leave that out" })
  const runs: Array<{ readonly direction: Explain.Direction | null; readonly bytes: Array<number> }> = []
  let count = 0
  for (const [index, raw] of lines.entries()) {
    const line = withoutTime(withoutDump(raw, count))
    const parts = Result.flatMap(refuseLookalikes(line), () => partsOf(line))
    const found = Result.flatMap(parts, (all) => Result.all(all.map(bytesOf)))
    if (Result.isFailure(found)) return Result.fail({ line: index + 1, ...found.failure })
    for (const { direction, bytes } of found.success) {
      if (bytes.length > 0 && runs.at(-1)?.direction !== direction) runs.push({ direction, bytes: [] })
      for (const byte of bytes) runs.at(-1)!.bytes.push(byte)
      count += bytes.length
    }
  }
  return Result.succeed(runs.map(({ direction, bytes }) => ({ direction, bytes: Uint8Array.from(bytes) })))
}

/** Characters of a text that is shown because it is no bytes. */
const EXCERPT = 24

const refuse = (found: string, hint: string | null) => Result.fail<Refused>({ found: found.trim(), hint })

const bytesOf = ({ direction, text }: Part): Result.Result<Run, Refused> => {
  const hex = withoutLabel(text)
  const bytes = Hex.fromHex(hex)
  if (Result.isSuccess(bytes)) return Result.succeed({ direction, bytes: bytes.success })
  const word = hex.slice(hex.slice(0, bytes.failure.offset).search(/\S*$/)).slice(0, EXCERPT)
  if (/^(?:\.\.|…)/.test(word)) return refuse(word, "are bytes left out there?")
  return refuse(word, /^\d{3}\b/.test(word) ? "is the list decimal?" : null)
}

const date = String.raw`\d{4}-\d\d-\d\d`
const time = String.raw`\d{1,2}:\d\d:\d\d`
const fraction = String.raw`[.,]\d+`
const zone = String.raw`(?:Z|[+-]\d\d:?\d\d)?`
/** What can be nothing but a time: a date, a fraction of seconds, or brackets around a time in front of the bytes. */
const certainTime = [
  `${date}(?:[T ]${time}(?:${fraction})?${zone})?`,
  `${time}${fraction}`,
  String.raw`\d+\.\d+ ?m?s?`
].join("|")
const leadingTime = new RegExp(String.raw`^\s*(?:[[(]?(?:${certainTime})[\])]?|\[${time}\])[:|]?\s`)

const withoutTime = (line: string): string => line.replace(leadingTime, "")

const anyTime = new RegExp(`${certainTime}|${time}`, "g")

const bareTime = new RegExp(String.raw`^\s*(${time})\s`)
const lineNumber = /^\s*([1-9]\d{0,3}[.:)])\s/
const wholeNumber = /^\s*(\d+)\s/

/** Refuses a line whose start may be bytes, but looks like something else that stands in front of bytes. */
const refuseLookalikes = (line: string): Result.Result<void, Refused> => {
  const isTime = bareTime.test(line)
  const [start = "", found] = (isTime ? bareTime : lineNumber).exec(line) ?? []
  if (found === undefined || hasSide(line)) return Result.void
  // Where the same mark stands between the bytes, it is only a mark.
  return line.slice(start.length).includes(isTime ? ":" : found.at(-1)!)
    ? Result.void
    : refuse(found, `is it a ${isTime ? "time" : "line number"}? Leave it out`)
}

/** Whether lines count from 1 on. A lone 1 in front of a frame is no length byte. */
const areNumbered = (lines: ReadonlyArray<string>): boolean => {
  const filled = lines.filter((line) => line.trim() !== "")
  return filled.length > 1 && filled.every((line, index) => wholeNumber.exec(line)?.[1] === `${index + 1}`)
}

/** A line of a hex dump, told by an offset that is the number of bytes before it. */
const withoutDump = (line: string, count: number): string => {
  const [, offset = "", colon, rest = ""] = /^\s*([0-9a-f]{4,8})(:?)(?:\s+(.*))?$/i.exec(line) ?? []
  const isOffset =
    Number.parseInt(offset, 16) === count &&
    (rest === ""
      ? count > 0 && offset.length > 6
      : colon === ":" || offset.length > 6 || /^[0-9a-f]{2}(?:\s|$)/i.test(rest))
  // The text column stands behind a bar, or behind a gap wider than any between the bytes.
  return isOffset ? rest.split(colon === ":" ? /\||\s{2}/ : /\||\s{3}/)[0]! : line
}

const toAdapter = "-{1,9}>|={1,9}>|>>+|[→⇒]"
const toHost = "<-+|<=+|<<+|[←⇐]"
/** What may follow the name of a side: the number of bytes, and punctuation. */
const tail = String.raw`(?:\s*(?:[[(]\d+(?: bytes?)?[\])]|(?:\d+ +)?(?:bytes?|frame|data)\b|[\])}:=|<>→←-]))*`
const sides = [
  String.raw`(?<request>\bh(?:ost)?\s*(?:${toAdapter})\s*a(?:dapter)?\b${tail}|\b(?:tx|sent|send|sending|request|req|host)\b${tail})`,
  String.raw`(?<reply>\ba(?:dapter)?\s*(?:${toAdapter})\s*h(?:ost)?\b${tail}|\b(?:rx|received|receive|recv|rcvd|reply|response|resp|answer|adapter)\b${tail})`,
  `(?<out>${toAdapter})`,
  `(?<in>${toHost})`
].join("|")

const hasSide = (line: string): boolean => new RegExp(sides, "i").test(line)

/** Lines of a capture file (decisions.md 10): its bytes, and what else it says. */
const captured = /^\s*\{.*"dir"\s*:\s*"(rx|tx)".*"hex"\s*:\s*"([^"]*)".*\}\s*$/
const aside = /^\s*\{\s*"(?:schema|ms)".*\}\s*$/

/** A line cut where it says who sent what. */
const partsOf = (line: string): Result.Result<ReadonlyArray<Part>, Refused> => {
  const [, dir, hex] = captured.exec(line) ?? []
  if (hex !== undefined) return Result.succeed([{ direction: dir === "tx" ? "request" : "reply", text: hex }])
  if (aside.test(line)) return Result.succeed([])
  const found = [...line.matchAll(new RegExp(sides, "gi"))]
  const [first] = found
  if (first === undefined) return Result.succeed([{ direction: null, text: line }])
  const before = withoutLabel(line.slice(0, first.index)).replace(anyTime, "")
  const isAnswered = startOfBytes.test(before)
  if (isAnswered && first.groups!["out"] === undefined && first.groups!["in"] === undefined)
    return refuse(before, `whose bytes are in front of "${first[0].trim()}"?`)
  const parts = found.map((match, index): Part => {
    const isRequest = match.groups!["request"] !== undefined || match.groups!["out"] !== undefined
    return {
      // "request -> reply": what stands behind an arrow then comes from the other side.
      direction: isRequest !== (isAnswered && index === 0) ? "request" : "reply",
      text: line.slice(match.index + match[0].length, found[index + 1]?.index)
    }
  })
  return Result.succeed(
    isAnswered
      ? [{ direction: parts[0]!.direction === "request" ? "reply" : "request", text: before }, ...parts]
      : parts
  )
}

/** Two bytes in a row, or four without anything between. */
const startOfBytes = /(?:^|\W)(?:(?:0x)?[0-9a-f]{2}\W+(?:0x)?[0-9a-f]{2}|(?!\d+\b)(?:[0-9a-f]{2}){4,})\b/i

// The bounds below keep long lines linear: a repeat without one would be tried again from every place.

/** In front of bytes: what a CAN log has there. */
const can = /^[\s-]{0,20}(?:\S{1,40}\s+)?(?:v?can\d+\s+)?[0-9a-f]{3,8}(?:\s+\[\d+\]\s|#)/i

/** In front of bytes: a label with a colon, or the beginning of an array. It has letters that no byte has. */
const label = /^(?=.*?[g-wyz])(?:[^:]{0,80}?[g-wyz][^:]{0,80}:\s+|[\w\s.*&<>:[\]()=]*[=({[])/i

const withoutLabel = (text: string): string => {
  const [found = ""] = can.exec(text) ?? label.exec(text) ?? []
  return startOfBytes.test(found.replace(anyTime, "")) ? text : text.slice(found.length)
}
