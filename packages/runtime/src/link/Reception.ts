/**
 * Receives over one open port: one fiber reads, counts, and offers each frame to those who wait for a reply.
 * Reference: protocol.md 1.5; decisions.md 5.
 */
import { type Deframer, Hex } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import * as Errors from "../Errors.ts"
import { type Incoming, pump, type Received } from "./FrameStream.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Duplex } from "../transports/Transport.ts"

/** Somebody who waits for a reply. */
export interface Waiter {
  /** Says whether the frame was for them. */
  readonly offer: (received: Received) => boolean
  /** No reply can come any more. */
  readonly end: (exit: Exit.Exit<never, Errors.TransportError>) => void
}

/** The input since the port was opened. */
export interface Counters {
  readonly bytes: number
  readonly frames: number
  /** Bytes that formed no frame. */
  readonly discarded: number
  /** The first bytes that formed no frame, as hex; empty when there were none. */
  readonly discardedSample: string
}

/** A port that is being read. */
export interface Reception {
  readonly counters: () => Counters
  /** When the last byte came in, or the port was opened; monotonic milliseconds. */
  readonly lastByteAt: () => number
  /** Fails when the port is gone. */
  readonly lost: Effect.Effect<never, Errors.TransportError>
  /** How the port ended; `undefined` while it is there. */
  readonly ended: () => Exit.Exit<never, Errors.TransportError> | undefined
  /** Offers frames to a waiter while the effect runs. */
  readonly waiting: <A, E, R>(waiter: Waiter, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** Who hears of what comes in. */
export interface Options {
  /** The port, for messages. */
  readonly url: string
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming: ((incoming: Incoming) => void) | undefined
  /** Hears of each frame before those who wait. */
  readonly onReceived: (received: Received) => void
  /** Hears of a frame that nobody waited for. */
  readonly onUnclaimed: (received: Received) => void
}

const SAMPLE_BYTES = 12

/** Starts reading the port. The scope ends everything. */
export const make = Effect.fn("Reception.make")(function* (
  duplex: Duplex,
  { url, onIncoming, onReceived, onUnclaimed }: Options
): Effect.fn.Return<Reception, never, Scope.Scope> {
  const gone = yield* Deferred.make<never, Errors.TransportError>()
  const waiters = new Set<Waiter>()
  const counters = { bytes: 0, frames: 0, discarded: 0, discardedSample: "" }
  let ended: Exit.Exit<never, Errors.TransportError> | undefined
  let lastByteAt = yield* Monotonic.millis
  const context = yield* Effect.context<never>()
  const count = (counter: Metric.Metric<number, unknown>, by = 1): void => counter.updateUnsafe(by, context)

  const discard = ({ buffer, start, end, reason }: Deframer.DiscardedEvent): void => {
    counters.discarded += end - start
    count(Metrics.skipped, end - start)
    count(Metrics.rejection(reason))
    if (counters.discardedSample !== "") return
    counters.discardedSample = Hex.toHex(buffer.subarray(start, start + SAMPLE_BYTES))
  }

  const deliver = (received: Received): void => {
    counters.frames++
    count(Metrics.frames(received.reply))
    onReceived(received)
    for (const waiter of waiters) if (waiter.offer(received)) return
    onUnclaimed(received)
  }

  yield* pump(duplex, {
    onBytes: (bytes, at) => {
      counters.bytes += bytes
      lastByteAt = at
      count(Metrics.rx, bytes)
    },
    onIncoming: (incoming) => {
      onIncoming?.(incoming)
      if (incoming._tag === "Discarded") discard(incoming)
      else deliver(incoming)
    }
  }).pipe(
    Effect.andThen(Effect.fail(Errors.lost(url, "the other side closed it"))),
    Effect.onExit((exit) =>
      Effect.sync(() => {
        ended = exit
        for (const waiter of waiters) waiter.end(exit)
        Deferred.doneUnsafe(gone, exit)
      })
    ),
    Effect.ignore,
    Effect.forkScoped
  )

  return {
    counters: () => counters,
    lastByteAt: () => lastByteAt,
    lost: Deferred.await(gone),
    ended: () => ended,
    waiting: (waiter, effect) =>
      Effect.suspend(() => {
        waiters.add(waiter)
        return Effect.ensuring(
          effect,
          Effect.sync(() => waiters.delete(waiter))
        )
      })
  }
})
