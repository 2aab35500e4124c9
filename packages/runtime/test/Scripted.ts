/**
 * A scripted adapter for tests: what it sends back for each request, and when. It records what went over the wire, so
 * that a test can count it.
 */
import { Deframer, Frames, type Winmon } from "@vebus/codec"
import type { Errors } from "@vebus/runtime"
import { type Transport } from "@vebus/runtime"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"

/** Bytes to send, so long after the request; 1 ms unless said otherwise. */
export interface Sent {
  readonly afterMillis?: number
  readonly bytes: Uint8Array
}

/** Decides what to send for the n-th transmission (from 1) of any request. */
export type Script = (request: Frames.Request, transmission: number) => ReadonlyArray<Sent>

export interface Scripted {
  readonly duplex: Transport.Duplex
  /** Every request that arrived, in order. */
  readonly requests: ReadonlyArray<Frames.Request>
  /** Sends bytes unasked. */
  readonly push: (bytes: Uint8Array) => void
  /** Pulls the plug. */
  readonly unplug: () => void
}

/** A reply as a whole frame. */
export const reply = (content: Frames.Reply): Uint8Array =>
  Result.getOrThrow(Frames.encodeReplyFrame({ content, leds: null }))

/** A script that gives each winmon command the same answer. */
export const winmon =
  (answer: Winmon.Reply): Script =>
  (request) =>
    request._tag === "WinmonRequest"
      ? [{ bytes: reply({ _tag: "WinmonReply", letter: request.letter, reply: answer }) }]
      : []

/** Starts a scripted adapter. */
export const make = (script: Script): Effect.Effect<Scripted, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded<Uint8Array, Errors.TransportError | Cause.Done>()
    const later = yield* FiberSet.make()
    const requests: Array<Frames.Request> = []
    let state = Deframer.initial
    const take = (bytes: Uint8Array): ReadonlyArray<Frames.Request> => {
      const [next, events] = Deframer.step(state, 0, bytes)
      state = next
      return events.flatMap((event) =>
        event._tag === "Frame" ? [Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)] : []
      )
    }
    return {
      duplex: {
        bytes: Stream.fromQueue(queue),
        write: (bytes) =>
          Effect.forEach(
            take(bytes),
            (request) => {
              requests.push(request)
              return Effect.forEach(
                script(request, requests.length),
                ({ afterMillis = 1, bytes: answer }) =>
                  FiberSet.run(later, Effect.andThen(Effect.sleep(afterMillis), Queue.offer(queue, answer))),
                { discard: true }
              )
            },
            { discard: true }
          )
      },
      requests,
      push: (bytes) => void Queue.offerUnsafe(queue, bytes),
      unplug: () => void Queue.endUnsafe(queue)
    }
  })
