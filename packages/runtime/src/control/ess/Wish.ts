/**
 * The set-point that somebody wishes to be held, and when it was set: after a while that is no wish any more, and 0 takes its
 * place. Reference: integrations.md 12.14.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Monotonic from "../../Monotonic.ts"
import { RAMP_MILLIS, REST, towards } from "./EssSetpoint.ts"

/** How often a set-point is written while nothing changes. */
const REFRESH_MILLIS = 5000

/** How a wish grows old, and how fast it may be followed. */
export interface Terms {
  /** For how long a set-point holds after it was set; `null`: until it is set anew. */
  readonly staleMillis: number | null
  /** How fast the set-point may change; at once unless said otherwise. */
  readonly rampWattsPerSecond: number | undefined
}

/** Where the set-point of a unit stands. */
export interface Standing {
  /** The set-point that it acknowledged last, in watts. */
  readonly acknowledged: number | undefined
  /** When that last changed. */
  readonly movedAt: number
}

/** A wish that can be set anew. */
export interface Wish {
  /** Wishes for another set-point from now on. The same one again is no reason to write. */
  readonly set: (watts: number, isUrgent?: boolean) => Effect.Effect<void>
  /** The set-point to hold at a time, in watts. */
  readonly at: (now: number) => { readonly target: number; readonly isStale: boolean }
  /** The next set-point to write on the way there. */
  readonly next: (now: number, standing: Standing) => number
  /** Waits until something is to be written again. */
  readonly isDue: (standing: Standing) => Effect.Effect<void>
}

/** A wish, as of now. */
export const make = (first: number, { staleMillis, rampWattsPerSecond }: Terms): Effect.Effect<Wish> =>
  Effect.gen(function* () {
    let watts = first
    let setAt = yield* Monotonic.millis
    const changed = yield* Latch.make(false)
    const at = (now: number) => {
      const isStale = staleMillis !== null && now - setAt > staleMillis
      return { target: isStale ? REST : watts, isStale }
    }
    /** How long what has been written will do. */
    const pause = (now: number, { acknowledged }: Standing): number => {
      const { target } = at(now)
      if (target !== acknowledged) return RAMP_MILLIS
      return staleMillis === null || target === REST
        ? REFRESH_MILLIS
        : Math.min(REFRESH_MILLIS, setAt + staleMillis + 1 - now)
    }
    return {
      set: (value, isUrgent = false) =>
        Effect.gen(function* () {
          const now = yield* Monotonic.millis
          const isSame = value === watts && !at(now).isStale
          setAt = now
          watts = value
          if (!isSame || isUrgent) yield* changed.open
        }),
      at,
      next: (now, { acknowledged, movedAt }) => {
        const { target, isStale } = at(now)
        return isStale || rampWattsPerSecond === undefined
          ? target
          : towards(acknowledged ?? REST, target, now - movedAt, rampWattsPerSecond)
      },
      isDue: (standing) =>
        Effect.gen(function* () {
          yield* Effect.timeoutOption(changed.await, pause(yield* Monotonic.millis, standing))
          yield* changed.close
        })
    }
  })
