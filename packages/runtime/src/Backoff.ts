/**
 * How long to wait before trying again: longer each time, up to a limit, and for ports with jitter, so that many
 * programs do not knock at the same moment. Reference: decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

const INITIALISE_MILLIS = [500, 1000, 2000, 5000] as const
const FIRST_OPEN_MILLIS = 500
const LAST_OPEN_MILLIS = 30_000
const JITTER = 0.2

/** The wait before the n-th (from 0) further attempt to initialise: 0.5, 1, 2, then always 5 s. */
export const initialiseMillis = (attempt: number): number =>
  INITIALISE_MILLIS[Math.min(attempt, INITIALISE_MILLIS.length - 1)]!

/** The wait before the n-th (from 0) further attempt to open a port: 0.5 s, doubled up to 30 s, give or take a fifth. */
export const openMillis = (attempt: number): Effect.Effect<number> =>
  Effect.map(
    Random.next,
    (random) =>
      Math.min(FIRST_OPEN_MILLIS * 2 ** attempt, LAST_OPEN_MILLIS) * (1 - JITTER + 2 * JITTER * random)
  )
