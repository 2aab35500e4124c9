/**
 * The worked examples of the pages, from their `frames` fences. A line says who sends which frame and what it is; the
 * indented lines below it say what a host must know about it, and what its fields are.
 *
 *     host     04 FF 41 01 00 BB   address request: set 0
 *              effect adapter, retry set, wait 500 ms
 *              action = set; address = 0
 *     bad      04 FF 41 01 00 BC   checksum should be BB, found BC
 *     joined by VersionParts: Done
 *              info.version = 2648304
 *
 * `joined by` hands the adapter's frames above it to a collector, in their order.
 */
import { Frames, Hex } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Fence, Page, Section } from "./Page.ts"

/** What is said to be equal: an expression, and its value as text. */
export interface Fact {
  readonly expression: string
  readonly value: string
}

export interface FrameExample {
  readonly kind: "host" | "adapter" | "bad"
  readonly hex: string
  readonly bytes: Uint8Array
  /** What the frame is, or why it is none. */
  readonly title: string
  readonly place: string
  readonly traits: string | null
  readonly facts: ReadonlyArray<Fact>
}

export interface JoinExample {
  readonly kind: "join"
  readonly collector: string
  readonly outcome: string
  readonly replies: ReadonlyArray<Uint8Array>
  readonly place: string
  readonly facts: ReadonlyArray<Fact>
}
export type Example = FrameExample | JoinExample

const HEAD = /^(host|adapter|bad) +((?:[0-9A-F]{2} )*[0-9A-F]{2})(?:  +(.+))?$/
const JOIN = /^joined by (\w+): (\w+)$/
const TRAITS = /^effect \w+, retry [\w-]+, (?:wait \d+ ms|no answer)$/

/** The facts of a line: `action = set; address = 0`. */
export const factsOf = (line: string, place: string): ReadonlyArray<Fact> =>
  line.split("; ").map((fact) => {
    const match = /^(.+?) = (.+)$/.exec(fact.trim())
    if (match === null) throw new Error(`${place}: no fact: ${fact}`)
    return { expression: match[1]!, value: match[2]! }
  })

const examplesOf = ({ code, line }: Fence, page: string): ReadonlyArray<Example> => {
  const examples: Array<Example> = []
  code.split("\n").forEach((text, index) => {
    const place = `${page}:${line + index}`
    const last = examples.at(-1)
    const head = HEAD.exec(text)
    const join = JOIN.exec(text)
    if (text.trim() === "") return
    if (head !== null) {
      const hex = head[2]!
      const bytes = Result.getOrThrow(Hex.fromHex(hex))
      const kind = head[1] as FrameExample["kind"]
      examples.push({ kind, hex, bytes, title: head[3] ?? "", place, traits: null, facts: [] })
    } else if (join !== null) {
      const replies = examples.flatMap((example) => (example.kind === "adapter" ? [example.bytes] : []))
      examples.push({ kind: "join", collector: join[1]!, outcome: join[2]!, replies, place, facts: [] })
    } else if (last === undefined || !text.startsWith("  ")) throw new Error(`${place}: no example: ${text}`)
    else if (TRAITS.test(text.trim())) {
      if (last.kind !== "host") throw new Error(`${place}: only a request has an effect`)
      examples[examples.length - 1] = { ...last, traits: text.trim() }
    } else {
      examples[examples.length - 1] = { ...last, facts: [...last.facts, ...factsOf(text.trim(), place)] }
    }
  })
  return examples
}

/** The examples of a section. */
export const examplesIn = (page: Page, section: Section): ReadonlyArray<Example> =>
  section.fences
    .filter(({ language }) => language === "frames")
    .flatMap((fence) => examplesOf(fence, page.name))

export type Content = Frames.Request | Frames.Reply

/** A frame of the page as the codec decodes it, in the direction that the page gives. */
export interface Decoded {
  readonly content: Content
  /** The winmon command or reply inside the envelope, or the content itself. */
  readonly inner: { readonly _tag: string }
  readonly leds: Frames.ReplyFrame["leds"]
  readonly encoded: Uint8Array
}

export const innerOf = (content: Content): { readonly _tag: string } =>
  content._tag === "WinmonRequest"
    ? content.command
    : content._tag === "WinmonReply"
      ? content.reply
      : content

export const decode = ({ kind, bytes }: Pick<FrameExample, "kind" | "bytes">): Decoded => {
  if (kind === "host") {
    const frame = Result.getOrThrow(Frames.decodeRequestFrame(bytes))
    return {
      ...frame,
      inner: innerOf(frame.content),
      encoded: Result.getOrThrow(Frames.encodeRequestFrame(frame))
    }
  }
  const frame = Result.getOrThrow(Frames.decodeReplyFrame(bytes))
  return {
    ...frame,
    inner: innerOf(frame.content),
    encoded: Result.getOrThrow(Frames.encodeReplyFrame(frame))
  }
}
