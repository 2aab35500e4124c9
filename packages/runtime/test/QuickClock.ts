/**
 * A test clock for tests that let hours go by. `TestClock` waits on the real clock for each sleeper that it wakes, in case
 * what that does takes its time; here all that a wake leads to is done at once, in the order in which it was asked for. So
 * it is for effects that wait for nothing but this clock: no files, no promises.
 *
 * `TestClock.adjust` moves it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import type { TestClock } from "effect/testing"

const NANOS_PER_MILLI = 1e6

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock at 0, and the scheduler that knows what its wakes lead to. */
const make = () => {
  /** The latest first. */
  const sleepers: Array<Sleeper> = []
  const tasks: Array<() => void> = []
  let now = 0
  let isMoving = false

  const nanos = (): bigint => BigInt(Math.round(now * NANOS_PER_MILLI))

  const add = (sleeper: Sleeper): void => {
    const before = sleepers.findLastIndex(({ at }) => at > sleeper.at)
    sleepers.splice(before + 1, 0, sleeper)
  }

  /** Wakes all up to a time, one after the other. */
  const moveTo = (end: number): void => {
    isMoving = true
    try {
      for (let last = sleepers.at(-1); last !== undefined && last.at <= end; last = sleepers.at(-1)) {
        sleepers.pop()
        now = last.at
        last.wake()
        for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task()
      }
    } finally {
      isMoving = false
    }
    now = end
  }

  const moveBy = (input: Duration.Input): Effect.Effect<void> =>
    // Who was begun before begins before.
    Effect.forkChild(Effect.yieldNow).pipe(
      Effect.flatMap(Fiber.await),
      Effect.andThen(Effect.sync(() => moveTo(now + Duration.toMillis(Duration.fromInputUnsafe(input)))))
    )

  const clock: Omit<TestClock.TestClock, "withLive"> = {
    currentTimeMillisUnsafe: () => now,
    currentTimeNanosUnsafe: nanos,
    monotonicTimeNanosUnsafe: nanos,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const sleeper = { at: now + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        if (sleeper.at <= now) return resume(Effect.void)
        add(sleeper)
        return Effect.sync(() => {
          const at = sleepers.indexOf(sleeper)
          if (at >= 0) sleepers.splice(at, 1)
        })
      }),
    adjust: moveBy,
    setTime: (timestamp) => moveBy(timestamp - now)
  }

  const real = new Scheduler.MixedScheduler()
  const scheduler: Scheduler.Scheduler = {
    executionMode: real.executionMode,
    shouldYield: (fiber) => real.shouldYield(fiber),
    makeDispatcher: () => {
      const dispatcher = real.makeDispatcher()
      return {
        scheduleTask: (task, priority) =>
          isMoving ? void tasks.push(task) : dispatcher.scheduleTask(task, priority),
        flush: () => dispatcher.flush()
      }
    }
  }

  return Context.make(Clock.Clock, clock).pipe(Context.add(Scheduler.Scheduler, scheduler))
}

/** Runs an effect on a clock of its own, which begins at 0. */
export const own = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.provideContext(effect, make()))
