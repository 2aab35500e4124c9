/**
 * The fibers of a link: what is on its way ends there, whatever becomes of who asked for it.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Errors from "../Errors.ts"

/** Runs effects in fibers of a link. */
export interface Fibers {
  /** Starts an effect, and gives its fiber. */
  readonly start: <A>(
    effect: Effect.Effect<A, Errors.LinkError>
  ) => Effect.Effect<Fiber.Fiber<A, Errors.LinkError>>
  /** The end of a fiber. The end of the link interrupts its fibers, but not who waits for them. */
  readonly endOf: <A>(fiber: Fiber.Fiber<A, Errors.LinkError>) => Effect.Effect<A, Errors.LinkError>
  /** Runs an effect: a caller who is interrupted goes at once, and what is on its way ends. */
  readonly run: <A>(
    effect: Effect.Effect<A, Errors.LinkError>,
    onUnwanted: () => void
  ) => Effect.Effect<A, Errors.LinkError>
}

/** Fibers that live as long as the scope. */
export const make = (url: string): Effect.Effect<Fibers, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const closed = Errors.lost(url, "the link was closed")
    const start: Fibers["start"] = (effect) => Effect.forkIn(effect, scope)
    const endOf: Fibers["endOf"] = (fiber) =>
      Effect.flatMap(Fiber.await(fiber), (exit) => (Exit.hasInterrupts(exit) ? Effect.fail(closed) : exit))
    return {
      start,
      endOf,
      run: (effect, onUnwanted) =>
        start(effect).pipe(
          Effect.flatMap(endOf),
          Effect.onInterrupt(() => Effect.sync(onUnwanted))
        )
    }
  })
