/**
 * Words and arrows that tell who sent the bytes behind them. A word counts within another (`sendCommand`, `Write Buffer`),
 * and of several in front of the same bytes the one of the highest rank, then the first:
 *
 *     3   TX, sent, received ...    what happened to the bytes
 *     2   request, reply ...        what they are
 *     1   write, read, IN, OUT ...  what the program did, or meant to do: the bytes themselves may say otherwise
 *     0   -> <-
 */
import type { Explain } from "@vebus/codec"
import type { Token } from "./Tokens.ts"

/** The sender of the bytes as a token names it. */
export interface Side {
  readonly direction: Explain.Direction
  readonly rank: 0 | 1 | 2 | 3
}

const sidesOf = (
  direction: Explain.Direction,
  rank: Side["rank"],
  words: string
): ReadonlyArray<readonly [string, Side]> => words.split(" ").map((word) => [word, { direction, rank }])

const words: ReadonlyMap<string, Side> = new Map([
  ...sidesOf("request", 3, "tx txd sent send sends sending transmit transmits transmitted transmitting"),
  ...sidesOf("reply", 3, "rx rxd received receive receives receiving recv recvd rcvd"),
  ...sidesOf("request", 2, "request requests requested req"),
  ...sidesOf("reply", 2, "reply replies replied response responses resp answer answers answered"),
  ...sidesOf("request", 1, "write writes writing wrote written outgoing out host"),
  ...sidesOf("reply", 1, "read reads reading got incoming in adapter")
])

/** Words that tell nothing in the middle of a sentence: only in capitals, or as a label. */
const shy = new Set(["in", "out", "host", "adapter"])

const partOf = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g

const ofWord = (text: string, next: Token | undefined): Side | null => {
  const isLabel = next === undefined || /^[:>\])|]/.test(next.text) || next.kind.startsWith("arrow")
  for (const [part] of text.matchAll(partOf)) {
    const word = part.toLowerCase()
    const side = words.get(word)
    if (side !== undefined && (isLabel || !shy.has(word) || part === "IN" || part === "OUT")) return side
  }
  return null
}

/** The meaning of a token, by itself and by the tokens behind it. */
export const sideOf = (token: Token, next: Token | undefined): Side | null => {
  switch (token.kind) {
    case "hostSpeaks":
      return { direction: "request", rank: 3 }
    case "adapterSpeaks":
      return { direction: "reply", rank: 3 }
    case "arrowOut":
      return { direction: "request", rank: 0 }
    case "arrowIn":
      return { direction: "reply", rank: 0 }
    case "word":
      return ofWord(token.text, next)
    default:
      return null
  }
}

/** The one of several that counts. */
export const decisive = (sides: ReadonlyArray<Side>): Side | null =>
  sides.reduce<Side | null>((best, side) => (best === null || side.rank > best.rank ? side : best), null)
