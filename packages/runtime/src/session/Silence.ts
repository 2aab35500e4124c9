/**
 * An adapter that falls silent behind an open port: the unit sleeps, or the bus cable is out. Reference: protocol.md 1.2, 7.
 */
import * as Effect from "effect/Effect"
import type * as Errors from "../Errors.ts"
import type * as Exchange from "../link/Exchange.ts"
import * as Initialise from "./Initialise.ts"
import * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import * as Question from "../link/Question.ts"

/** From so many milliseconds without a byte on an adapter is asked for its version: some never send it unasked. */
const QUIET_MILLIS = 3000
/** How often a sleeping adapter is asked for its version. */
const SLEEPING_MILLIS = 2000

const once = { retry: Retry.times(0), urgent: true } as const

/** So many questions in a row nobody answered: one alone may be lost, or this machine stood still while its answer was there. */
const UNANSWERED = 2

/** Waits until no byte has come for as long as a sleeping adapter is silent, although it was asked for its version. */
export const fallen = (
  exchange: Exchange.Exchange,
  unanswered = 0
): Effect.Effect<void, Errors.TransportError> =>
  Effect.flatMap(Monotonic.millis, (now) => {
    const quiet = now - exchange.lastByteAt()
    const again = (count: number) => Effect.suspend(() => fallen(exchange, count))
    if (quiet < QUIET_MILLIS) return Effect.andThen(Effect.sleep(QUIET_MILLIS - quiet), again(0))
    if (quiet >= Initialise.SILENCE_MILLIS && unanswered >= UNANSWERED) return Effect.void
    return exchange.ask(Question.version, once).pipe(
      Effect.as(0),
      Effect.catchTag("DeviceError", () => Effect.succeed(unanswered + 1)),
      Effect.flatMap(again)
    )
  })

/** Asks a sleeping adapter for its version until it answers, however late, or says anything else. */
export const broken = (exchange: Exchange.Exchange): Effect.Effect<void, Errors.TransportError> =>
  Effect.flatMap(Monotonic.millis, (from) => {
    const again = Effect.suspend(() => (exchange.lastByteAt() > from ? Effect.void : broken(exchange)))
    return exchange.ask(Question.version, once).pipe(
      Effect.catchTag("DeviceError", () => Effect.andThen(Effect.sleep(SLEEPING_MILLIS), again)),
      Effect.asVoid
    )
  })
