/**
 * The writing half of an inverter as promises. `Control` does all of it.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Control } from "../Control.ts"
import * as Refuse from "../control/Refuse.ts"
import * as Changes from "./Changes.ts"
import * as Millis from "./Millis.ts"
import type { Running } from "./Running.ts"
import type { Hold, HoldOptions, Steering } from "./Steering.ts"

/** The services that writing needs besides `Control`. */
interface Conditions {
  readonly running: Running<never>
  /** Holds end with it at the latest. */
  readonly scope: Scope.Scope
  /** Whether the caller said who writes. */
  readonly isAllowed: boolean
}

const notAllowed = Effect.fromResult(
  Refuse.forbidden(
    "writing",
    "the inverter was opened without control",
    "Open it with { port, control: { by: NAME } }, where NAME says who writes"
  )
)

/** The methods that change an inverter. */
export const steering = (
  control: Control["Service"],
  { running, scope, isAllowed }: Conditions
): Steering => {
  const { run } = running
  /** Nobody writes who did not say who he is. */
  const allowed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    isAllowed ? effect : Effect.andThen(notAllowed, effect)

  const held = (watts: number, { staleAfter = null, ...options }: Omit<HoldOptions, "signal">) =>
    Effect.gen(function* () {
      const millis = staleAfter === null ? null : yield* Millis.of("staleAfter", staleAfter)
      return yield* allowed(control.holdEss(watts, { ...options, staleAfter: millis }))
    })

  const holdEss = async (watts: number, { signal, ...options }: HoldOptions = {}): Promise<Hold> => {
    const abortable = signal === undefined ? {} : { signal }
    const own = await run(Scope.fork(scope), abortable)
    const close = Scope.close(own, Exit.void)
    const hold = await run(
      Effect.onError(Scope.provide(held(watts, options), own), () => close),
      abortable
    )
    const released = new AbortController()
    // Nothing else runs any more once the inverter is closed, and it says no more than what has become of the hold.
    const rested = () => Effect.runPromise(hold.rested)
    const ended = run(hold.ended, { signal: released.signal }).catch((error: unknown) => {
      if (!released.signal.aborted && !running.isEnded()) throw error
      return rested()
    })
    // Who does not listen is told by `set`.
    ended.catch(() => undefined)
    const release = async () => {
      released.abort()
      // Closing the inverter does the same, and waits for it.
      if (!running.isEnded()) await run(Effect.uninterruptible(close))
      await rested()
    }
    return {
      set: (next, setting) => run(hold.set(next), setting),
      acknowledged: hold.acknowledged,
      readBack: hold.readBack,
      ended,
      release,
      [Symbol.asyncDispose]: release
    }
  }

  return {
    plan: (changes, { signal, to = "ram", ...options } = {}) =>
      run(
        Effect.flatMap(Effect.fromResult(Changes.make(changes, to)), (made) => control.plan(made, options)),
        signal === undefined ? {} : { signal }
      ),
    check: (plan, options) => run(allowed(control.check(plan)), options),
    execute: (plan, { onOutcome, ...options } = {}) =>
      run(
        allowed(
          control.execute(plan, {
            onOutcome: (write, outcome) => Effect.sync(() => onOutcome?.(write, outcome))
          })
        ),
        options
      ),
    undoChanges: (options) => run(control.undoChanges(options), options),
    undo: (options) => run(control.undo(options), options),
    planEss: (watts, options) => run(control.planEss(watts, options), options),
    holdEss,
    openHold: (options) => run(control.openHold(options), options),
    planStop: (hold, options) => run(control.planStop(hold), options),
    stopEss: (hold, options) => run(allowed(Effect.uninterruptible(control.stopEss(hold))), options)
  }
}
