/**
 * Scripts as text, one line for each thing that happens, readable as a transcript:
 *
 *     > BYTES        the host is to send these bytes next
 *     < BYTES        the adapter sends these bytes
 *     wait TIME      time passes; what the host sends meanwhile is for the lines behind
 *     silence TIME   time passes, in which the host is to send nothing
 *     close          the adapter is unplugged; what follows waits until the host opens the port again
 *     # ...          a comment, alone or behind any of these
 *
 * BYTES are pairs of hexadecimal digits with blanks between, among which there may be
 *
 *     ??   any byte; only the host's
 *     ww   a winmon letter. The host's: W X Y Z, or x y z. The adapter's: the one under which the host asked last
 *     ..   the checksum of a whole frame, at its end: filled in when the adapter sends it, checked when the host does
 *
 * TIME is such as 350ms or 2s. A line of `<` with `ww` ends in `..`, since the sum depends on the letter.
 *
 * @example > 04 FF 41 01 00 BB   # set address 0
 * @example > 05 FF ww 30 0D 00 ..
 * @example < 05 FF ww 85 C8 00 ..
 */
import { Framing, Hex } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Span from "../Span.ts"

/** A byte, or what stands for one. */
export type Token = number | "any" | "letter" | "checksum"

/** Something that happens. */
export type Step =
  | { readonly _tag: "Expect"; readonly bytes: ReadonlyArray<Token> }
  | { readonly _tag: "Send"; readonly bytes: ReadonlyArray<Token> }
  | { readonly _tag: "Wait"; readonly millis: number }
  | { readonly _tag: "Silence"; readonly millis: number }
  | { readonly _tag: "Close" }

/** A line: what happens, and its comment; both `null` when the line is blank. */
export interface Line {
  readonly step: Step | null
  readonly comment: string | null
}

/** A conversation, line by line. */
export type Script = ReadonlyArray<Line>

/** Text that is no script: the line, counted from 1, what should stand there, and what does. */
export interface BadScript {
  readonly _tag: "BadScript"
  readonly line: number
  readonly expected: string
  readonly found: string
}

/** A failure in one sentence, for people. */
export const message = ({ line, expected, found }: BadScript): string =>
  `script, line ${line}: expected ${expected}, found ${found === "" ? "nothing" : found}`

/** The mistake in a line. */
interface Problem {
  readonly expected: string
  readonly found: string
}
type Parsed<A> = Result.Result<A, Problem>

const fail = (expected: string, found: string): Parsed<never> => Result.fail({ expected, found })

const words = { "??": "any", ww: "letter", "..": "checksum" } as const satisfies Record<string, Token>

/** Reads a script. Total: gives the script or says which line is wrong, and how. */
export const parse = (text: string): Result.Result<Script, BadScript> => {
  const rows = text.split(/\r?\n/)
  if (rows.at(-1) === "") rows.pop()
  const script: Array<Line> = []
  let hasLetter = false
  for (const [index, row] of rows.entries()) {
    const line = parseLine(row, hasLetter)
    if (Result.isFailure(line)) return Result.fail({ _tag: "BadScript", line: index + 1, ...line.failure })
    const { step } = line.success
    hasLetter ||= step?._tag === "Expect" && step.bytes.includes("letter")
    script.push(line.success)
  }
  return Result.succeed(script)
}

const parseLine = (row: string, hasLetter: boolean): Parsed<Line> => {
  const hash = row.indexOf("#")
  const comment = hash < 0 ? null : row.slice(hash + 1).trim()
  const [verb, ...rest] = (hash < 0 ? row : row.slice(0, hash)).trim().split(/\s+/)
  return verb === undefined || verb === ""
    ? Result.succeed({ step: null, comment })
    : Result.map(parseStep(verb, rest, hasLetter), (step) => ({ step, comment }))
}

const parseStep = (verb: string, rest: ReadonlyArray<string>, hasLetter: boolean): Parsed<Step> => {
  switch (verb) {
    case ">":
      return Result.map(parseBytes(rest), (bytes) => ({ _tag: "Expect", bytes }))
    case "<":
      return Result.flatMap(parseBytes(rest), (bytes) => checkSent(bytes, rest, hasLetter))
    case "wait":
      return Result.map(parseMillis(rest), (millis) => ({ _tag: "Wait", millis }))
    case "silence":
      return Result.map(parseMillis(rest), (millis) => ({ _tag: "Silence", millis }))
    case "close":
      return rest.length === 0
        ? Result.succeed({ _tag: "Close" })
        : fail("the end of the line", rest.join(" "))
    default:
      return fail(`">", "<", "wait", "silence", "close" or "#"`, verb)
  }
}

const parseMillis = (rest: ReadonlyArray<string>): Parsed<number> => {
  const text = rest.join(" ")
  const millis = Span.parse(text)
  return millis === null ? fail(Span.EXPECTED, text) : Result.succeed(millis)
}

const parseBytes = (rest: ReadonlyArray<string>): Parsed<ReadonlyArray<Token>> => {
  const bytes: Array<Token> = []
  for (const word of rest) {
    if (Object.hasOwn(words, word)) bytes.push(words[word as keyof typeof words])
    else if (/^[0-9a-f]{2}$/i.test(word)) bytes.push(Number.parseInt(word, 16))
    else return fail(`a byte such as 0A, or one of ${Object.keys(words).join(" ")}`, word)
  }
  if (bytes.length === 0) return fail("bytes", "")
  const sumAt = bytes.indexOf("checksum")
  if (sumAt < 0) return Result.succeed(bytes)
  if (sumAt < bytes.length - 1) return fail(`".." at the end of the line`, rest.slice(sumAt).join(" "))
  const [length] = bytes
  return typeof length === "number" && (length & 0x7f) + Framing.OVERHEAD === bytes.length && length !== 0
    ? Result.succeed(bytes)
    : fail(`a whole frame before "..", of length ${Hex.hexByte(bytes.length - Framing.OVERHEAD)}`, rest[0]!)
}

const checkSent = (
  bytes: ReadonlyArray<Token>,
  rest: ReadonlyArray<string>,
  hasLetter: boolean
): Parsed<Step> => {
  if (bytes.includes("any")) return fail("bytes that can be sent", "??")
  if (bytes.includes("letter") && !hasLetter) return fail(`a line ">" with ww before this one`, "ww")
  return bytes.includes("letter") && bytes.at(-1) !== "checksum"
    ? fail(`".." at the end of a line "<" with ww`, rest.at(-1)!)
    : Result.succeed({ _tag: "Send", bytes })
}

const symbols = { any: "??", letter: "ww", checksum: ".." } as const

/** Bytes and what stands for them, as they stand in a script. */
export const bytesText = (bytes: ReadonlyArray<Token>): string =>
  bytes.map((token) => (typeof token === "number" ? Hex.hexByte(token) : symbols[token])).join(" ")

/** The events of a script. */
export const stepText = (step: Step): string => {
  switch (step._tag) {
    case "Expect":
      return `> ${bytesText(step.bytes)}`
    case "Send":
      return `< ${bytesText(step.bytes)}`
    case "Wait":
      return `wait ${Span.format(step.millis)}`
    case "Silence":
      return `silence ${Span.format(step.millis)}`
    case "Close":
      return "close"
  }
}

const lineText = ({ step, comment }: Line): string => {
  const parts = [
    ...(step === null ? [] : [stepText(step)]),
    ...(comment === null ? [] : [`# ${comment}`.trimEnd()])
  ]
  return parts.join("   ")
}

/** Writes a script as text of which `parse` makes the same script. */
export const print = (script: Script): string => script.map((line) => `${lineText(line)}\n`).join("")
