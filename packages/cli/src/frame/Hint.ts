/**
 * Guesses about bytes that hold no frame at all:
 *
 *     frames without their length byte, as some programs print them: the sum tells which byte is missing
 *     bytes of the VE.Bus itself, which the adapter speaks on its other side
 *
 * Reference: protocol.md 1, 2.
 */
import { Explain, Hex } from "@vebus/codec"
import type { Run } from "./Paste.ts"

export interface Hint {
  readonly text: string
  /** The bytes that were meant, as hex; `null`: they are no frame of an adapter at all. */
  readonly repaired: string | null
}

/** A length byte with this bit announces a LED suffix. */
const SUFFIXED = 0x80
const LONGEST = 0x7f
/** Fewer bytes pass for a frame by chance. */
const FEWEST = 3

/** The frame that these bytes are behind one length byte, if they are one. */
const behindLength = (bytes: Uint8Array): Explain.ExplainedFrame | null => {
  const length = bytes.length - 1
  if (bytes.length < FEWEST || length > LONGEST) return null
  for (const first of [length, length | SUFFIXED]) {
    const [piece, ...others] = Explain.explain(Uint8Array.of(first, ...bytes))
    if (piece?._tag === "Frame" && others.length === 0) return piece
  }
  return null
}

/** The bytes of each line of a run. */
const linesOf = ({ bytes, lines }: Run): ReadonlyArray<Uint8Array> =>
  lines.map((start, index) => bytes.subarray(start, lines[index + 1]))

const withoutLength = (runs: ReadonlyArray<Run>): Hint | null => {
  const asWholes = runs.map(({ bytes }) => behindLength(bytes))
  const byLine = runs.flatMap(linesOf).map(behindLength)
  const frames = asWholes.every((frame) => frame !== null) ? asWholes : byLine
  const [first] = frames
  if (first === undefined || first === null || !frames.every((frame) => frame !== null)) return null
  const length = first.raw.slice(0, 2)
  const text =
    frames.length === 1
      ? `the length byte is missing: with ${length} in front this is a good frame, ${first.title}`
      : `the length bytes are missing: with ${length} in front the first line is a good frame, ${first.title}`
  return { text, repaired: frames.map((frame) => frame!.raw).join(" ") }
}

/** How frames on the bus begin, and the byte that ends them. */
const knownStart = /^(?:83 83 F[DE]|98 F7 FE) .*FF$/
const [START, END] = [0xfe, 0xff]
/** On the bus a frame adds up to this, from its third byte to the one in front of the last. */
const BUS_SUM = 1
const [SHORTEST_BUS, LONGEST_BUS] = [6, 64]

/** Whether a frame of the bus is somewhere in these bytes. */
const holdsBusFrame = (bytes: Uint8Array): boolean => {
  if (knownStart.test(Hex.toHex(bytes))) return true
  for (let start = bytes.indexOf(START, 2); start > 0; start = bytes.indexOf(START, start + 1)) {
    let sum = 0
    for (let at = start; at < Math.min(bytes.length, start + LONGEST_BUS); at++) {
      if (bytes[at] === END && at - start >= SHORTEST_BUS && (sum & 0xff) === BUS_SUM) return true
      sum += bytes[at]!
    }
  }
  return false
}

const ofTheBus: Hint = {
  text: "these look like bytes of the VE.Bus itself; an MK2 or MK3 speaks another protocol on its own side, which is what is explained here",
  repaired: null
}

/** A guess about bytes that hold no frame; `null`: none. */
export const hintOf = (runs: ReadonlyArray<Run>): Hint | null =>
  withoutLength(runs) ?? (runs.some(({ bytes }) => holdsBusFrame(bytes)) ? ofTheBus : null)
