/**
 * When the link itself comes into question: a request got no reply in all its transmissions, or the adapter restarted.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Errors from "../Errors.ts"

/** The suspicion of one session. */
export interface Suspicion {
  /** Watches how a question ends. With `isLast` its schedule was all that there is: no reply is then always suspect. */
  readonly watching: <A, E, R>(asked: Effect.Effect<A, E, R>, isLast: boolean) => Effect.Effect<A, E, R>
  /** Something else calls the link into question. */
  readonly raise: () => void
  /** Waits until there is one. */
  readonly raised: Effect.Effect<void>
  /** The link was set right. */
  readonly clear: Effect.Effect<void>
  /** How many requests in a row got no reply. */
  readonly failures: () => number
  /** The last request without a reply; `undefined` once another one got its reply. */
  readonly failure: () => Errors.DeviceError | undefined
}

/** How many transmissions without a reply make a request hopeless. */
const HOPELESS = 5

/** No suspicion yet. `onRaised` hears of each at once. */
export const make = (onRaised: () => void): Suspicion => {
  const trouble = Latch.makeUnsafe(false)
  let failures = 0
  let failure: Errors.DeviceError | undefined
  const raise = (): void => {
    onRaised()
    trouble.openUnsafe()
  }
  return {
    watching: (asked, isLast) =>
      asked.pipe(
        Effect.tap(() =>
          Effect.sync(() => {
            failures = 0
            failure = undefined
          })
        ),
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (!isExhausted(error, isLast)) return
            failures++
            failure = error
            raise()
          })
        )
      ),
    raise,
    raised: trouble.await,
    clear: trouble.close,
    failures: () => failures,
    failure: () => failure
  }
}

const isExhausted = (error: unknown, isLast: boolean): error is Errors.DeviceError =>
  error instanceof Errors.DeviceError &&
  error.reason._tag === "NoReply" &&
  (isLast || error.reason.transmissions >= HOPELESS)
