/**
 * Readings as a stream: one polling cycle per interval, each part of the system asked for in turn (`readings/Poll.ts`).
 * A reading describes the whole system, whatever unit the session is for.
 *
 * A part that does not answer keeps its last value until it is too old, and is then absent: slow polling must not pass
 * as fresh. While there is no link at all every part is absent; the stream goes on, and so do the readings once the
 * link is back. Only the first reading may fail, with the reason why there is none.
 * Reference: protocol.md 6.2, 6.10; decisions.md 5, 7.
 */
import * as Reading from "@vebus/codec/reading"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type * as Errors from "./Errors.ts"
import type { Answer } from "./link/Exchange.ts"
import type * as Retry from "./link/Retry.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Poll from "./readings/Poll.ts"
import { Link, type Session } from "./session/Session.ts"

/** How often what is asked. */
export interface Options {
  /** The time from one reading to the next; a second unless said otherwise. One that changes, in milliseconds, counts at once. */
  readonly interval?: Duration.Input | SubscriptionRef.SubscriptionRef<number>
  /** When to send again what got no good answer; one repeat unless said otherwise, since the next reading asks anyway. */
  readonly retry?: Retry.Retry
}

/** A reading, and how old the oldest part that is asked for all the time was when it was put together. */
export interface Update {
  readonly reading: Reading.Reading
  readonly ageMillis: number
}

const MIN_STALE_MILLIS = 10_000
const STALE_INTERVALS = 3

/** The age in milliseconds beyond which something that is read with this interval is no longer of now. */
export const staleAfter = (intervalMillis: number): number =>
  Math.max(STALE_INTERVALS * intervalMillis, MIN_STALE_MILLIS)

/** Readings of the system of a session, the first one at once. */
export const readings = (
  session: Session,
  options?: Options
): Stream.Stream<Reading.Reading, Errors.LinkError> =>
  Stream.map(updates(session, options), ({ reading }) => reading)

/** Readings with the age of what is in them, the first one at once. */
export const updates = (
  session: Session,
  { interval = "1 seconds", retry }: Options = {}
): Stream.Stream<Update, Errors.LinkError> =>
  Stream.suspend(() => {
    let state = Poll.initial
    let isFirst = true
    /** When the last cycle was due. */
    let turnAt = Number.NEGATIVE_INFINITY

    /** Waits until so long after the last turn. */
    const after = (millis: number): Effect.Effect<number> =>
      Effect.flatMap(Monotonic.millis, (now) =>
        Effect.as(turnAt + millis > now ? Effect.sleep(turnAt + millis - now) : Effect.void, millis)
      )

    /** Waits until so long after the last turn, and gives the interval that it was in the end. */
    const waited: Effect.Effect<number> = !isChanging(interval)
      ? Effect.suspend(() => after(Duration.toMillis(interval)))
      : Effect.gen(function* () {
          for (;;) {
            const millis = yield* SubscriptionRef.get(interval)
            const changed = SubscriptionRef.changes(interval).pipe(
              Stream.filter((other) => other !== millis),
              Stream.runHead,
              Effect.as(null)
            )
            const done = yield* Effect.raceFirst(after(millis), changed)
            if (done !== null) return done
          }
        })

    /** Waits for the next cycle. One that took longer than the interval is not caught up with. */
    const pace = Effect.gen(function* () {
      // The infos are proven one by one, after the first reading; one without an answer has another turn.
      if (!isFirst) yield* Effect.ignore(session.confirmation.next)
      const now = yield* Monotonic.millis
      const intervalMillis = yield* waited
      turnAt = Math.max(turnAt + intervalMillis, now)
      return intervalMillis
    })

    const poll = (intervalMillis: number) =>
      Effect.suspend(() => Poll.cycle(session, state, { isFirst, intervalMillis, retry })).pipe(
        Effect.catch((error) =>
          isFirst ? Effect.fail(error) : Effect.as(Effect.logDebug(error.message), Poll.initial)
        ),
        // A trace for each cycle: that of who listens would never end.
        Effect.withSpan("Telemetry.cycle", { root: true, attributes: { isFirst } }, NO_STACK)
      )

    const cycle = Effect.gen(function* () {
      const intervalMillis = yield* pace
      const maxAge = staleAfter(intervalMillis)
      state = yield* poll(intervalMillis)
      isFirst = false
      const clocks = { at: yield* Monotonic.millis, time: yield* Clock.currentTimeMillis }
      const parts = Poll.partsOf(state, aged(clocks))
      const notBefore = clocks.at - maxAge
      const head = { time: new Date(clocks.time).toISOString(), port: session.url, address: session.address }
      return {
        reading: Reading.assemble(parts, { ...head, notBefore }),
        ageMillis: clocks.at - Math.min(clocks.at, ...arrivals(parts).filter((at) => at >= notBefore))
      }
    })
    return Stream.fromEffectRepeat(cycle)
  })

/** Readings that all parts of a program share: the unit is polled once, however many listen. */
export class Telemetry extends Context.Service<
  Telemetry,
  {
    /** Readings of the system; who comes later begins with the latest, and a slow one loses the oldest. */
    readonly readings: Stream.Stream<Reading.Reading, Errors.LinkError>
    /** The same with the age of what is in them. */
    readonly updates: Stream.Stream<Update, Errors.LinkError>
  }
>()("@vebus/runtime/Telemetry") {}

/** The place in our sources says nothing, and costs more than the rest of a span. */
const NO_STACK = { captureStackTrace: false } as const

/** How many readings a slow listener may lag behind. */
const LAG = 16

/** Readings of the session of a `Link`. Polls while somebody listens. */
export const layer = (options?: Options): Layer.Layer<Telemetry, never, Link> =>
  Layer.effect(
    Telemetry,
    Effect.gen(function* () {
      const shared = yield* Stream.share(updates(yield* Link, options), {
        capacity: LAG,
        strategy: "sliding",
        replay: 1
      })
      return { updates: shared, readings: Stream.map(shared, ({ reading }) => reading) }
    })
  )

const isChanging = (
  interval: NonNullable<Options["interval"]>
): interval is SubscriptionRef.SubscriptionRef<number> => SubscriptionRef.isSubscriptionRef(interval)

/** The time on both clocks. */
interface Clocks {
  readonly at: number
  readonly time: number
}

/**
 * When an answer arrived, by the clock that says it is older: while a machine sleeps its monotonic clock may stand
 * still, and what was read before must not pass as fresh afterwards.
 */
const aged =
  (now: Clocks) =>
  <A>({ value, at, time }: Answer<A>): Reading.Arrived<A> => ({
    value,
    at: Math.min(at, now.at - (now.time - time))
  })

/** When each part arrived that is asked for all the time. */
const arrivals = ({ dc, ac, units, leds }: Reading.Parts): ReadonlyArray<number> =>
  [dc, ...ac, ...units.flatMap(({ ram }) => [...ram.values()]), leds].flatMap((part) =>
    part === null ? [] : [part.at]
  )
