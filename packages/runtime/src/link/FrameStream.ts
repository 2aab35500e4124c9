/**
 * From the bytes of an open port to frames with meaning and time. Bytes that form no frame come out too: nothing is
 * dropped silently. Time-outs of incomplete frames run on the clock. Reference: protocol.md 2.6; decisions.md 5.
 */
import { Deframer, Frames, LedSuffix, type LedMasks } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { TransportError } from "../Errors.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Duplex } from "../transports/Transport.ts"

/** A frame that arrived. */
export interface Received {
  readonly _tag: "Received"
  /** When its last byte arrived, monotonic milliseconds. */
  readonly at: number
  /** The same by the wall clock, milliseconds since 1970. */
  readonly time: number
  /** How many bytes it has. */
  readonly size: number
  readonly reply: Frames.Reply
  /** The LED masks that rode on the frame. */
  readonly leds: LedMasks.LedMasks | null
}

/** The input of a port: frames, and bytes that formed none. */
export type Incoming = Received | Deframer.DiscardedEvent

const toIncoming = (event: Deframer.Event, time: number): Incoming =>
  event._tag === "Discarded"
    ? event
    : {
        _tag: "Received",
        at: event.at,
        time,
        size: event.end - event.start,
        reply: Frames.decodeReply(
          event.buffer,
          event.start + 1,
          LedSuffix.payloadEnd(event.buffer, event.start, event.end)
        ),
        leds: LedSuffix.decode(event.buffer, event.start, event.end)
      }

/**
 * Reads the port to its end, handing over what was found after each chunk. `onBytes` hears of every chunk first.
 *
 * A serial port hands a frame over in pieces of a few bytes. The timer of an incomplete frame therefore outlives the
 * pieces: it looks when it wakes whether there is still something to give up.
 */
export const pump = (
  duplex: Duplex,
  handlers: {
    readonly onBytes: (count: number, at: number) => void
    readonly onIncoming: (incoming: Incoming) => void
  }
): Effect.Effect<void, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const clock = yield* Clock.Clock
    let state = Deframer.initial
    let isTimed = false

    const take = ([next, events]: ReturnType<typeof Deframer.step>): void => {
      state = next
      const time = clock.currentTimeMillisUnsafe()
      for (const event of events) handlers.onIncoming(toIncoming(event, time))
    }

    const timer: Effect.Effect<void> = Effect.suspend(() => {
      const deadline = Deframer.deadline(state)
      isTimed = deadline !== null
      if (deadline === null) return Effect.void
      const now = Monotonic.now(clock)
      const left = deadline + 1 - now
      if (left <= 0) take(Deframer.step(state, now))
      return Effect.andThen(Effect.sleep(Math.max(0, left)), timer)
    })

    yield* Stream.runForEach(duplex.bytes, (chunk) => {
      const at = Monotonic.now(clock)
      handlers.onBytes(chunk.length, at)
      take(Deframer.step(state, at, chunk))
      if (isTimed || Deframer.deadline(state) === null) return Effect.void
      isTimed = true
      return Effect.forkIn(timer, scope)
    }).pipe(
      // What still waited for its rest will never be whole.
      Effect.onExit(() => Effect.sync(() => take(Deframer.end(state))))
    )
  })
