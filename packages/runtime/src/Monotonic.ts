/**
 * Time for time-outs and ages: milliseconds on the clock that does not go back. Stamps for people use the wall clock.
 * Reference: decisions.md 5.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const NANOS_PER_MILLI = 1e6

/** Milliseconds since some fixed moment, now, by a clock that is at hand. */
export const now = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / NANOS_PER_MILLI

/** Milliseconds since some fixed moment. */
export const millis: Effect.Effect<number> = Effect.map(Clock.Clock, now)
