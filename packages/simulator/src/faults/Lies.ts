/**
 * Lies: replies that arrive altered, with a good checksum. One damaged reply in 256 passes the one byte of the sum, and
 * adapters and converters have errors of their own; a host must not believe for ever what it was told once.
 *
 * A wrapper around any byte duplex, like `Faults`: the function sees each reply with the latest request that it can
 * answer, and gives what arrives in its place. Reference: decisions.md 5; protocol.md 7.
 *
 * @example a RAM info that is ten times the truth, once: `Lies.wrap(open, Lies.once(matches, change))`
 */
import { Frames } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import type { Duplex } from "./Port.ts"

/** The reply that arrives instead; `null`: none. The reply itself: no lie. */
export type Lie = (
  request: Frames.Request | null,
  reply: Frames.Reply
) => Frames.Reply | ReadonlyArray<Frames.Reply> | null

/** By what request and reply know each other: the letter of a winmon frame, else the name of the command. */
const keyOf = (content: Frames.Request | Frames.Reply): string =>
  "letter" in content ? content.letter : content._tag.replace(/(Request|Reply)$/, "")

/** A port whose replies pass through a lie. Chunks of bytes that are no single frame pass as they are. */
export const wrap = <E, OpenE, R>(
  open: Effect.Effect<Duplex<E>, OpenE, R>,
  lie: Lie
): Effect.Effect<Duplex<E>, OpenE, R> =>
  Effect.map(open, (duplex) => {
    const requests = new Map<string, Frames.Request>()
    const told = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => {
      const frame = Frames.decodeReplyFrame(bytes)
      if (frame._tag === "Failure") return [bytes]
      const { content, leds } = frame.success
      const replies = lie(requests.get(keyOf(content)) ?? null, content)
      if (replies === content) return [bytes]
      const all = replies === null ? [] : Array.isArray(replies) ? replies : [replies]
      return (all as ReadonlyArray<Frames.Reply>).map((reply) =>
        Result.getOrElse(Frames.encodeReplyFrame({ content: reply, leds }), () => bytes)
      )
    }
    return {
      bytes: Stream.flatMap(duplex.bytes, (bytes) => Stream.fromIterable(told(bytes))),
      write: (bytes) =>
        Effect.suspend(() => {
          const request = Frames.decodeRequest(bytes, 1, bytes.length - 1)
          requests.set(keyOf(request), request)
          return duplex.write(bytes)
        })
    }
  })

/** A lie about the reply that is the `nth` to match, from 1 on, and the truth before and after. */
export const once = (
  matches: (request: Frames.Request | null, reply: Frames.Reply) => boolean,
  change: (reply: Frames.Reply) => ReturnType<Lie>,
  nth = 1
): Lie => {
  let seen = 0
  return (request, reply) => (matches(request, reply) && ++seen === nth ? change(reply) : reply)
}
