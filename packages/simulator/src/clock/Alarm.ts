/**
 * An alarm on Effect's clock: it rings at a time that can be set anew. Nothing polls, and nothing races: who sleeps until
 * an earlier time looks again when it wakes, so a time that is put off costs nothing.
 */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/**
 * Makes an alarm that has been set to the time it is now, and rings until the scope closes. `ring` is what is done then;
 * it sets the next time, else there is none. Gives what sets the time, infinite for never. Times are those of `now`, in
 * milliseconds.
 */
export const make = Effect.fnUntraced(function* (
  now: () => number,
  ring: Effect.Effect<void>
): Effect.fn.Return<(at: number) => Effect.Effect<void>, never, Scope.Scope> {
  // A scope of its own: who came into the scope after this alarm is done before it ends, and may still need it.
  const scope = yield* Scope.fork(yield* Effect.scope)
  let dueAt = now()
  let isRinging = false
  /** When those wake who sleep. */
  const wakes: Array<number> = []

  const isWaitedFor = (): boolean => dueAt === Number.POSITIVE_INFINITY || wakes.some((at) => at <= dueAt)

  const sleepUntil = (at: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      wakes.push(at)
      // Clocks wake at whole milliseconds.
      return Effect.sleep(Math.max(0, Math.ceil(at - now())))
    }).pipe(
      Effect.flatMap(() => {
        wakes.splice(wakes.indexOf(at), 1)
        if (dueAt > now()) return sleepOn
        dueAt = Number.POSITIVE_INFINITY
        isRinging = true
        return Effect.andThen(ring, sleepOn)
      })
    )

  const sleepOn: Effect.Effect<void> = Effect.suspend(() => {
    isRinging = false
    return isWaitedFor() ? Effect.void : sleepUntil(dueAt)
  })

  yield* Effect.forkIn(sleepUntil(dueAt), scope)

  return (at) =>
    Effect.suspend(() => {
      dueAt = at
      return isRinging || isWaitedFor()
        ? Effect.void
        : Effect.asVoid(Effect.forkIn(sleepUntil(at), scope, { startImmediately: true }))
    })
})
