/**
 * Letting time go by on the test clock until something is done.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

/** Runs an effect to its end, a tenth of a second at a time. Fails the test when it is not done by then. */
export const played = <A, E, R>(effect: Effect.Effect<A, E, R>, seconds = 30) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(effect))
    for (let tenth = 0; tenth < seconds * 10 && fiber.pollUnsafe() === undefined; tenth++) {
      yield* TestClock.adjust("100 millis")
    }
    assert.isDefined(fiber.pollUnsafe(), `not done after ${seconds} s`)
    return yield* Effect.flatMap(Fiber.join(fiber), Effect.fromResult)
  })

/** Lets so many seconds go by, a tenth of a second at a time. */
export const passed = (seconds: number) =>
  Effect.repeat(TestClock.adjust("100 millis"), { times: seconds * 10 - 1 })
