/**
 * What the codec makes of every byte that could be a frame type, a letter, a number or a code. Nothing is listed by hand
 * that the codec can tell, and where names are, both lists are compared.
 */
import { Frames, Hex } from "@vebus/codec"
import * as Vectors from "./Vectors.ts"

export type Direction = Vectors.VectorFrame["direction"]

/** A row of the page. */
export interface Row {
  readonly key: string
  readonly name: string
  readonly tags: ReadonlyArray<string>
  /** The vectors that count. */
  readonly matches: (frame: Vectors.VectorFrame) => boolean
  /** Why there is no file of its own, or what else there is to say. */
  readonly note: string
  /** The file, where no tag tells it. */
  readonly file?: string
}

/** Long enough for every frame. */
export const ZEROS: ReadonlyArray<number> = Array.from({ length: 14 }, () => 0)
export const BYTES: ReadonlyArray<number> = Array.from({ length: 0x100 }, (_, byte) => byte)

export const letterByte = (letter: string): number => letter.charCodeAt(0)

/** The tag of the frame, or of what it carries, that starts with these bytes and goes on with zeros. */
export const tagOf = (direction: Direction, ...head: ReadonlyArray<number>): string => {
  const payload = Uint8Array.of(...head, ...ZEROS)
  return Vectors.tagOf(direction === "request" ? Frames.decodeRequest(payload) : Frames.decodeReply(payload))
}

/** The tags that are documented, each once. */
export const known = (...tags: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(tags.filter((tag) => !tag.startsWith("Unknown")))
]

/** Bytes as text, with runs written as such: `01, 07 to 0B`. */
export const runs = (bytes: ReadonlyArray<number>): string => {
  const parts: Array<string> = []
  for (let index = 0; index < bytes.length; index++) {
    const first = bytes[index]!
    while (bytes[index + 1] === bytes[index]! + 1) index++
    const last = bytes[index]!
    const [from, to] = [Hex.hexByte(first), Hex.hexByte(last)]
    parts.push(first === last ? from : last === first + 1 ? `${from}, ${to}` : `${from} to ${to}`)
  }
  return parts.join(", ")
}

/** Fails when a list of names and what the codec knows differ. */
export const assertSame = (
  what: string,
  named: ReadonlyArray<number>,
  found: ReadonlyArray<number>
): void => {
  const [a, b] = [named, found].map((bytes) => runs(bytes.toSorted((left, right) => left - right)))
  if (a !== b) throw new Error(`${what}: names for ${a}, but the codec knows ${b}`)
}
