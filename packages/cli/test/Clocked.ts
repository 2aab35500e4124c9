/**
 * Commands on the test clock to their end. What a command waits for outside of the clock, such as files and code that is
 * loaded, has its time between the steps.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as InProcess from "./InProcess.ts"
import type { Ended } from "./Written.ts"

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** A tenth of a second, and what is not on the clock. */
export const step = Effect.andThen(TestClock.adjust("100 millis"), turn)

/** Steps until a fiber has ended, or for so many seconds. */
const stepped = <A, E>(fiber: Fiber.Fiber<A, E>, seconds: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let count = 0; count < seconds * 10 && fiber.pollUnsafe() === undefined; count++) yield* step
  })

/** What a fiber ends with. */
export const joined = <A, E>(fiber: Fiber.Fiber<A, E>): Effect.Effect<A, E> =>
  Effect.andThen(stepped(fiber, Number.POSITIVE_INFINITY), Fiber.join(fiber))

/** A command to its end. */
export const run = (words: ReadonlyArray<string>, options?: InProcess.Options): Effect.Effect<Ended> =>
  Effect.flatMap(Effect.forkChild(InProcess.onClock(words, options)), joined)

/** A command that is interrupted, as by Ctrl-C, so many seconds of the clock after something has come true. */
export const stopped = (
  words: ReadonlyArray<string>,
  isBegun: () => boolean,
  seconds: number,
  options?: InProcess.Options
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(InProcess.onClock(words, options))
    while (!isBegun()) yield* stepped(fiber, 1)
    yield* stepped(fiber, seconds)
    yield* joined(yield* Effect.forkChild(Fiber.interrupt(fiber)))
  })
