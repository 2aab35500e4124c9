/**
 * One request over one open port: its bytes go out, and the frame that answers them is waited for.
 * Reference: protocol.md 4.6.
 */
import { Failure, Frames } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Metric from "effect/Metric"
import * as Result from "effect/Result"
import type { Delay } from "./Delay.ts"
import * as Errors from "../Errors.ts"
import type { Listen } from "./Matching.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Duplex } from "../transports/Transport.ts"
import type { Reception, Waiter } from "./Reception.ts"
import type { Selection } from "./Selection.ts"

/** An answer, and when its last byte arrived: monotonic milliseconds, and by the wall clock. */
export interface Answer<A> {
  readonly value: A
  readonly at: number
  readonly time: number
}

/** Sends requests over a port. */
export interface Sending {
  /** How many requests went out so far. */
  readonly transmissions: () => number
  /** Sends a request that is never answered. Fails with `Unsendable`, as does the other, for what no frame can carry. */
  readonly only: (name: string, request: Frames.Request) => Effect.Effect<Answer<undefined>, Errors.LinkError>
  /** Sends a request and waits for what `listen` recognises, for as long as its reply may take. */
  readonly andWait: <A>(
    name: string,
    request: Frames.Request,
    waitedMillis: number,
    listen: Listen<A>
  ) => Effect.Effect<Answer<A>, Errors.LinkError>
}

/** The facts about the port that sending needs. */
export interface Options {
  readonly reception: Reception
  readonly selection: Selection
  readonly delay: Delay
  /** How fast the line is each way, if that is certain. */
  readonly bytesPerSecond: number | null
  /** Whether several requests may be on their way at once. */
  readonly overlapping: boolean
}

const MILLIS_PER_SECOND = 1000

/** A little less than so many bytes take on the line: clocks and drivers are not exact. */
const shortestMillis = (bytes: number, bytesPerSecond: number | null): number =>
  bytesPerSecond === null ? 0 : (0.9 * bytes * MILLIS_PER_SECOND) / bytesPerSecond

/** An answer without content, at this moment. */
export const silence: Effect.Effect<Answer<undefined>> = Effect.gen(function* () {
  return { value: undefined, at: yield* Monotonic.millis, time: yield* Clock.currentTimeMillis }
})

/** The frame of a request. */
const bytesOf = (name: string, request: Frames.Request): Effect.Effect<Uint8Array, Errors.DeviceError> => {
  const bytes = Frames.toWire(request)
  return Result.isSuccess(bytes)
    ? Effect.succeed(bytes.success)
    : Errors.device(new Errors.Unsendable({ request: name, cause: Failure.message(bytes.failure) }))
}

/** Sends over a port that is being read. */
export const make = (
  duplex: Duplex,
  { reception, selection, delay, bytesPerSecond, overlapping }: Options
): Effect.Effect<Sending> =>
  Effect.map(Effect.context<never>(), (context) => {
    let transmissions = 0
    const count = (counter: Metric.Metric<number, unknown>, by = 1): void => counter.updateUnsafe(by, context)

    const write = (bytes: Uint8Array) =>
      Effect.suspend(() => {
        transmissions++
        count(Metrics.tx, bytes.length)
        return duplex.write(bytes)
      })

    /** Takes the reply of a request that went out then, and hands it over. */
    const waiterFor = <A>(
      size: number,
      sentAt: number,
      listen: Listen<A>,
      answer: Deferred.Deferred<Answer<A>, Errors.LinkError>
    ): Waiter => ({
      offer: (received) => {
        const { reply, at, time } = received
        // With several requests in flight a letter is in use again at once, and a doubled reply would answer the
        // next request. It comes before that could have been sent, let alone answered.
        const isTooSoon =
          overlapping &&
          reply._tag === "WinmonReply" &&
          at - sentAt < shortestMillis(size + received.size, bytesPerSecond)
        if (isTooSoon) return false
        const outcome = listen(reply)
        if (outcome !== undefined && reply._tag === "WinmonReply") delay.inTime(at - sentAt)
        if (outcome?._tag === "Answered") {
          Deferred.doneUnsafe(answer, Exit.succeed({ value: outcome.value, at, time }))
          count(Metrics.duration, (at - sentAt) / MILLIS_PER_SECOND)
        }
        if (outcome?._tag === "Failed") Deferred.doneUnsafe(answer, Exit.fail(Errors.device(outcome.reason)))
        return outcome !== undefined
      },
      end: (exit) => void Deferred.doneUnsafe(answer, exit)
    })

    return {
      transmissions: () => transmissions,
      only: (name, request) =>
        Effect.flatMap(bytesOf(name, request), (bytes) =>
          Effect.andThen(Effect.raceFirst(reception.lost, write(bytes)), silence)
        ),
      andWait: <A>(name: string, request: Frames.Request, waitedMillis: number, listen: Listen<A>) =>
        Effect.gen(function* () {
          const bytes = yield* bytesOf(name, request)
          const sentAt = yield* Monotonic.millis
          const answer = Deferred.makeUnsafe<Answer<A>, Errors.LinkError>()
          selection.sent(request)
          const sending = Effect.gen(function* () {
            yield* write(bytes)
            yield* Effect.sleep(waitedMillis)
            const reason = new Errors.NoReply({ request: name, waitedMillis, transmissions: 1 })
            return yield* Errors.device(reason)
          })
          return yield* reception.waiting(
            waiterFor(bytes.length, sentAt, listen, answer),
            // A driver whose port is gone may never finish a write: the answer ends that too.
            Effect.raceFirst(Deferred.await(answer), sending)
          )
        })
    }
  })
