/**
 * When the readings of one line come on an ideal clock: the wire, the turnaround and nothing else.
 */
import { Telemetry } from "@vebus/runtime"
import { simulated } from "@vebus/testing/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { INTERVAL_MILLIS } from "./Report.ts"

/** Milliseconds from asking for readings to each of them. */
export const referenceMillis = (millis: number): Promise<ReadonlyArray<number>> =>
  Effect.gen(function* () {
    const connecting = yield* Effect.forkChild(simulated())
    yield* TestClock.adjust("5 seconds")
    const session = yield* Fiber.join(connecting)
    const anchor = yield* Clock.currentTimeMillis
    const arrivals: Array<number> = []
    yield* Effect.forkChild(
      Stream.runForEach(Telemetry.readings(session, { interval: INTERVAL_MILLIS }), () =>
        Effect.map(Clock.currentTimeMillis, (now) => void arrivals.push(now - anchor))
      )
    )
    yield* TestClock.adjust(millis)
    return arrivals
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
