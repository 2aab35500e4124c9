/**
 * A line with somebody in the middle, who decides about each request: what happens first, what arrives for it, what
 * comes back.
 */
import { Frames, type Winmon, type WinmonEnvelope } from "@vebus/codec"
import { Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"

/** What is done with one request. What is left out stays as it is. */
export interface Meddling {
  /** Is run before the request goes on. */
  readonly first?: Effect.Effect<unknown>
  /** What arrives in its place, or nothing. */
  readonly instead?: Frames.Request | "lost"
  /** What comes back: its own answer is lost, or another one comes at once and the request arrives nowhere. */
  readonly answer?: Frames.Reply | "lost"
}

export type Meddle = (request: Frames.Request) => Meddling | undefined

/** Answers a winmon command in place of the unit. */
export const replying = (letter: WinmonEnvelope.Letter, reply: Winmon.Reply): Meddling => ({
  answer: { _tag: "WinmonReply", letter, reply }
})

/** By what request and answer know each other: the letter of a winmon frame, else the name of the command. */
const keyOf = (content: Frames.Request | Frames.Reply): string =>
  "letter" in content ? content.letter : content._tag.replace(/(Request|Reply)$/, "")

const contentOf = (frame: Uint8Array): Frames.Reply => Frames.decodeReply(frame, 1, frame.length - 1)

/** A transport with somebody in the middle. */
export const meddled = (transport: Transport.Transport["Service"], meddle: Meddle) =>
  Transport.make(
    transport.url,
    Effect.gen(function* () {
      const duplex = yield* transport.open
      const injected = yield* Queue.unbounded<Uint8Array>()
      const lost = new Set<string>()
      const isLost = (frame: Uint8Array): boolean => lost.delete(keyOf(contentOf(frame)))
      const write = (bytes: Uint8Array) =>
        Effect.gen(function* () {
          const request = Frames.decodeRequest(bytes, 1, bytes.length - 1)
          const { first, instead, answer } = meddle(request) ?? {}
          if (first !== undefined) yield* first
          if (answer === "lost") lost.add(keyOf(request))
          else if (answer !== undefined) {
            Queue.offerUnsafe(
              injected,
              Result.getOrThrow(Frames.encodeReplyFrame({ content: answer, leds: null }))
            )
            return
          }
          if (instead !== "lost")
            yield* duplex.write(instead === undefined ? bytes : Result.getOrThrow(Frames.toWire(instead)))
        })
      return {
        bytes: Stream.merge(
          Stream.filter(duplex.bytes, (frame) => !isLost(frame)),
          Stream.fromQueue(injected),
          { haltStrategy: "left" }
        ),
        write
      } satisfies Transport.Duplex
    }),
    transport.bytesPerSecond
  )
