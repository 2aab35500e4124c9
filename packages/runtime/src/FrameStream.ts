/**
 * From the bytes of an open port to frames with meaning and time. Bytes that form no frame come out too: nothing is
 * dropped silently. Time-outs of incomplete frames run on the clock. Reference: protocol.md 2.6; decisions.md 5.
 */
import { Deframer, Frames, LedSuffix, type LedMasks } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { TransportError } from "./Errors.ts"
import * as Monotonic from "./Monotonic.ts"
import type { Duplex } from "./Transport.ts"

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

/** What a port brings: frames, and bytes that formed none. */
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

/** How many chunks may wait; a line of 240 bytes a second never comes near it. */
const CAPACITY = 1024

/**
 * Reads the port to its end, handing over what was found after each chunk. `onBytes` hears of every chunk first.
 */
export const pump = (
  duplex: Duplex,
  handlers: {
    readonly onBytes: (count: number, at: number) => void
    readonly onIncoming: (incoming: Incoming) => void
  }
): Effect.Effect<void, TransportError, Scope.Scope> =>
  Effect.suspend(() => {
    let state = Deframer.initial
    const take = (time: number, [next, events]: ReturnType<typeof Deframer.step>): void => {
      state = next
      for (const event of events) handlers.onIncoming(toIncoming(event, time))
    }
    return Effect.gen(function* () {
      const chunks = yield* Stream.toQueue(duplex.bytes, { capacity: CAPACITY })
      while (true) {
        const deadline = Deframer.deadline(state)
        const chunk =
          deadline === null
            ? Option.some(yield* Queue.take(chunks))
            : yield* Effect.timeoutOption(
                Queue.take(chunks),
                Math.max(0, deadline - (yield* Monotonic.millis)) + 1
              )
        const at = yield* Monotonic.millis
        if (Option.isSome(chunk)) handlers.onBytes(chunk.value.length, at)
        take(yield* Clock.currentTimeMillis, Deframer.step(state, at, Option.getOrUndefined(chunk)))
      }
    }).pipe(
      Pull.catchDone(() => Effect.void),
      // What still waited for its rest will never be whole.
      Effect.onExit(() => Effect.map(Clock.currentTimeMillis, (time) => take(time, Deframer.end(state))))
    )
  })
