/**
 * The plug of a served port: pulled, the port is gone for other programs, as when somebody pulls a USB cable. A
 * pseudo-terminal hangs up and its link is removed; a TCP client is cut off and the next is refused.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"

/** The plug of a port that is served as `A`. */
export interface Plug<A, E> {
  /** Where the port is, or was last, served. */
  readonly served: Effect.Effect<A>
  readonly isIn: Effect.Effect<boolean>
  /** Done when the port is gone. */
  readonly pull: Effect.Effect<void>
  /** Done when the port is there again. Fails when something else has taken its place meanwhile. */
  readonly push: Effect.Effect<void, E>
}

/**
 * Serves until the plug is pulled or the scope closes. `serve` is told where the port was before, to be there again, and
 * `null` at first.
 */
export const make = Effect.fnUntraced(function* <A, E>(
  serve: (before: A | null) => Effect.Effect<A, E, Scope.Scope>
): Effect.fn.Return<Plug<A, E>, E, Scope.Scope> {
  const outer = yield* Effect.scope
  const oneByOne = yield* Semaphore.make(1)

  const begin = Effect.fnUntraced(function* (before: A | null) {
    const scope = yield* Scope.fork(outer)
    const served = yield* serve(before).pipe(
      Scope.provide(scope),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
    return { scope, served }
  }, Effect.uninterruptible)

  let { scope, served } = yield* begin(null)
  let isIn = true

  return {
    served: Effect.sync(() => served),
    isIn: Effect.sync(() => isIn),
    pull: Effect.suspend(() => {
      if (!isIn) return Effect.void
      isIn = false
      return Scope.close(scope, Exit.void)
    }).pipe(Effect.uninterruptible, oneByOne.withPermit),
    // Given up in the middle, it would be served and called out.
    push: Effect.suspend(() =>
      isIn
        ? Effect.void
        : Effect.map(begin(served), (begun) => {
            ;({ scope, served } = begun)
            isIn = true
          })
    ).pipe(Effect.uninterruptible, oneByOne.withPermit)
  }
})
