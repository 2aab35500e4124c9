/**
 * Whether a TCP client is a program that talks to an adapter, or somebody else who got here: above all a web page, which
 * can make a browser send any bytes behind a request line to any port of its own machine. The
 * sockets are in `Tcp.ts` and `ControlChannel.ts`.
 *
 *     no frame of a host, or no JSON, within the first 64 bytes    not one of ours
 *     a line that begins as HTTP requests do, whatever its method  not one of ours, whatever follows
 */
import { Deframer, FrameType } from "@vebus/codec"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { concat, NOTHING } from "../Bytes.ts"

/** Within how many bytes a client has to show that it is one of ours. */
export const LIMIT = 64

/** How many bytes a line of a control channel may have: far more than any that makes sense. */
export const LINE_LIMIT = 16_384

/** One of ours, one of whom more bytes must tell, or somebody else, with what they sent instead. */
export type Verdict = "ours" | "undecided" | { readonly found: string }

/** A method, a space and a target. Blank bytes in front are skipped, as servers of HTTP do. */
const REQUEST_LINE = /^[\s\0]*[!#$%&'*+.^_`|~\dA-Za-z-]+ +[^\s\0]/

const isRequestLine = (bytes: Uint8Array): boolean =>
  REQUEST_LINE.test(Buffer.from(bytes.subarray(0, LIMIT)).toString("latin1"))

const HTTP: Verdict = { found: "a request line of HTTP" }

/** Whether some frame in these bytes is one that hosts send: no text contains the type of those. */
const hasFrame = (bytes: Uint8Array): boolean => {
  const [state, found] = Deframer.step(Deframer.initial, 0, bytes)
  const [, rest] = Deframer.end(state)
  return [...found, ...rest].some(
    (event) => event._tag === "Frame" && event.buffer[event.start + 1] === FrameType.MK2
  )
}

/** The verdict on the first bytes of a client of a line. */
export const ofLine = (bytes: Uint8Array): Verdict => {
  if (isRequestLine(bytes)) return HTTP
  if (hasFrame(bytes.subarray(0, LIMIT))) return "ours"
  return bytes.length < LIMIT ? "undecided" : { found: `no frame within ${LIMIT} bytes` }
}

/** How a JSON object begins, as far as it is there. */
const OBJECT = /^(\{\s*(["}]|$)|$)/

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The verdict on the first bytes of a client of a control channel: its first line, once it is whole, is JSON. */
export const ofControl = (bytes: Uint8Array): Verdict => {
  if (isRequestLine(bytes)) return HTTP
  const text = Buffer.from(bytes).toString("utf8").trimStart()
  if (!OBJECT.test(text)) return { found: "no JSON object" }
  const end = text.indexOf("\n")
  if (end >= 0) return isJson(text.slice(0, end)) ? "ours" : { found: "no JSON" }
  if (text === "") return bytes.length < LIMIT ? "undecided" : { found: `no JSON within ${LIMIT} bytes` }
  if (bytes.length > LINE_LIMIT) return { found: `a line of more than ${LINE_LIMIT} bytes` }
  return "undecided"
}

/** A client was somebody else. */
export class Foreign extends Data.TaggedError("Foreign")<{ readonly found: string }> {
  override get message() {
    return `it sent ${this.found}, and nothing of it was passed on`
  }
}

/** Holds back what a client sends until its first bytes have shown that it is one of ours. Fails when it is not. */
export const hold = (
  chunks: Stream.Stream<Uint8Array>,
  judge: (bytes: Uint8Array) => Verdict
): Stream.Stream<Uint8Array, Foreign> =>
  Stream.mapAccumEffect(
    chunks,
    (): Uint8Array | null => NOTHING,
    (held, chunk) => {
      if (held === null) return Effect.succeed([null, [chunk]])
      const bytes = concat(held, chunk)
      const verdict = judge(bytes)
      if (typeof verdict === "object") return Effect.fail(new Foreign(verdict))
      return Effect.succeed(verdict === "ours" ? [null, [bytes]] : [bytes, []])
    }
  )
