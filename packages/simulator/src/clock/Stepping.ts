/**
 * Runs a step on Effect's clock: at each input, and whenever the step has said that it is due though nothing comes in.
 * Nothing polls. One step ends before the next begins.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Alarm from "./Alarm.ts"

const NANOS_PER_MILLI = 1e6

/** Milliseconds since now, on the clock that does not go back. */
export const stopwatch: Effect.Effect<() => number> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const startedAt = clock.monotonicTimeNanosUnsafe()
  return () => Number(clock.monotonicTimeNanosUnsafe() - startedAt) / NANOS_PER_MILLI
})

/**
 * Takes a step at a time with an input, or with `undefined` when only time has passed. It gives the time at which the
 * next is due, infinite when none is. Times are those of the stopwatch.
 */
export type Step<I, E> = (at: number, input: I | undefined) => Effect.Effect<number, E>

/**
 * Takes the first step, and steps on until the scope closes. Gives what feeds it. A step that fails fails whoever fed
 * it; when nobody did, nobody hears of it. After a failure nothing is due.
 */
export const make = Effect.fnUntraced(function* <I, E>(
  now: () => number,
  step: Step<I, E>
): Effect.fn.Return<(input?: I) => Effect.Effect<void, E>, never, Scope.Scope> {
  const oneByOne = yield* Semaphore.make(1)
  const feed = (input?: I): Effect.Effect<void, E> =>
    Effect.suspend(() => step(now(), input)).pipe(
      Effect.onError(() => wakeAt(Number.POSITIVE_INFINITY)),
      Effect.flatMap((due) => wakeAt(due)),
      oneByOne.withPermit
    )
  const wakeAt = yield* Alarm.make(
    now,
    Effect.suspend(() => Effect.ignore(feed()))
  )

  return feed
})
