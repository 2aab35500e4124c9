/**
 * Holds the set-point of the ESS assistant: writes it every five seconds, since the unit stops obeying when writes stop,
 * and writes 0 when the scope closes. 0 is not a stop: the battery then carries the loads on the output, until the unit
 * gives up obeying.
 *
 * A hold that cannot be kept up ends with the reason, and is never taken up again by itself: whoever wants it asks anew.
 * Watts drawn from the AC input (charging) are positive; the wire has the opposite sign.
 * Reference: protocol.md 6.8; integrations.md 1, 12.12.
 */
import type { Quantity, Words } from "@vebus/codec"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Ess from "../device/Ess.ts"
import type { LinkError } from "../Errors.ts"
import { unrestricted } from "../internal/Unrestricted.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Session } from "../Session.ts"
import * as Errors from "./ControlError.ts"
import { sendUntilAnswered } from "./execute/Step.ts"
import * as Order from "./Order.ts"
import * as Refuse from "./plan/Refuse.ts"

export interface HoldOptions {
  /** The device that has the assistant; that of the session unless said otherwise. */
  readonly address?: number
  /**
   * For how long a set-point holds after it was set, in milliseconds; then 0 is written until the next one. For whoever
   * follows a meter: its loss must not leave the last set-point standing. `null`, the default: until it is set anew.
   */
  readonly staleMillis?: number | null
  /** How fast the set-point may change, in watts a second; at once unless said otherwise. */
  readonly rampWattsPerSecond?: number
}

/** A set-point that is being held. */
export interface Hold {
  /** Wants another set-point from now on. Positive: drawn from the AC input. */
  readonly set: (watts: number) => Effect.Effect<void, Errors.ControlError>
  /** What the unit acknowledged last, in watts; `null` before it did. */
  readonly acknowledged: () => Quantity.Watts | null
  /** Fails with the reason when the set-point can no longer be held. */
  readonly ended: Effect.Effect<never, LinkError | Errors.ControlError>
}

const REFRESH_MILLIS = 5000
const RAMP_MILLIS = 1000
/** How long the unit obeys without hearing from us; after that nobody may say that the set-point is held. */
const OBEYED_MILLIS = 15_000
const LIMIT = 0x7fff
/** The simplest of all set-points: nothing drawn, nothing fed in. */
const REST = 0

/** The word of a set-point. */
export const toRaw = (watts: number): Words.Raw16 => ((0 - Math.round(watts)) & 0xffff) as Words.Raw16

const checked = (watts: number): Effect.Effect<number, Errors.ControlError> =>
  Number.isFinite(watts) && Math.abs(Math.round(watts)) <= LIMIT
    ? Effect.succeed(Math.round(watts))
    : Effect.fail(
        Errors.because(
          new Errors.OutOfRange({
            what: "ESS set-point",
            wanted: `${watts} W`,
            allowed: `-${LIMIT} to ${LIMIT} W`
          })
        )
      )

/** Begins to hold a set-point, until the scope closes. Done when the unit has acknowledged the first one. */
export const hold = (
  session: Session,
  watts: number,
  { address = session.address, staleMillis = null, rampWattsPerSecond }: HoldOptions = {}
): Effect.Effect<Hold, LinkError | Errors.ControlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { ess } = yield* Ess.find(session.unit(address))
    if (ess === null) {
      return yield* Effect.fromResult(
        Refuse.forbidden(
          "ESS set-point",
          "no ESS assistant is installed on this unit",
          "Install it with Victron's tools"
        )
      )
    }
    let wanted = yield* checked(watts)
    let wantedAt = yield* Monotonic.millis
    let sent = REST
    let acknowledged: number | null = null
    let acknowledgedAt = wantedAt
    const changed = yield* Latch.make(false)
    const ended = yield* Deferred.make<never, LinkError | Errors.ControlError>()

    /** Writes one set-point. Fails when that is hopeless, or when the unit must have given up obeying. */
    const write = (value: number) =>
      Effect.gen(function* () {
        const order = Order.ram(ess.setpointId, toRaw(value))
        const attempt = yield* session[unrestricted]((ask) =>
          sendUntilAnswered(
            {
              ask: (question, options) => ask(question, { ...options, address }),
              beforeSending: Effect.void
            },
            order
          ).pipe(Effect.uninterruptible)
        )
        const now = yield* Monotonic.millis
        if (attempt._tag === "Acknowledged") {
          acknowledged = value
          acknowledgedAt = now
          sent = value
          return
        }
        const isOver = attempt._tag !== "Unanswered" || now - acknowledgedAt >= OBEYED_MILLIS
        if (isOver && attempt._tag !== "NotSent") return yield* attempt.error
      })

    /** The next set-point on the way to what is wanted. */
    const next = Effect.map(Monotonic.millis, (now) => {
      const target = staleMillis !== null && now - wantedAt > staleMillis ? REST : wanted
      if (rampWattsPerSecond === undefined) return target
      const step = (rampWattsPerSecond * RAMP_MILLIS) / 1000
      return Math.round(Math.min(Math.max(target, sent - step), sent + step))
    })

    const wait = Effect.gen(function* () {
      yield* changed.close
      const value = yield* next
      const now = yield* Monotonic.millis
      const untilStale =
        staleMillis === null || sent === REST ? REFRESH_MILLIS : Math.max(1, wantedAt + staleMillis + 1 - now)
      const rest = value === sent ? Math.min(REFRESH_MILLIS, untilStale) : RAMP_MILLIS
      yield* Effect.timeoutOption(changed.await, rest)
    })

    yield* Effect.addFinalizer(() =>
      write(REST).pipe(
        Effect.catch((error) =>
          Effect.logWarning(
            `the ESS set-point could not be set to 0: ${error.message}. The unit stops obeying it after about 15 s`
          )
        )
      )
    )
    yield* Effect.flatMap(next, write)
    yield* Effect.gen(function* () {
      while (true) {
        yield* wait
        yield* Effect.flatMap(next, write)
      }
    }).pipe(
      Effect.onError((cause) =>
        Option.match(Cause.findErrorOption(cause), {
          onNone: () => Effect.void,
          onSome: (error) => Deferred.fail(ended, error)
        })
      ),
      Effect.ignore,
      Effect.forkScoped
    )
    return {
      set: (value) =>
        Effect.gen(function* () {
          const asked = yield* checked(value)
          wantedAt = yield* Monotonic.millis
          wanted = asked
          yield* changed.open
        }),
      acknowledged: () => acknowledged as Quantity.Watts | null,
      ended: Deferred.await(ended)
    }
  })
