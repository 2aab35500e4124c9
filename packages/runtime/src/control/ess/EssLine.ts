/**
 * The set-points that went to the unit: the writes themselves, the acknowledged one, and whether the unit may obey.
 */
import * as Effect from "effect/Effect"
import * as LinkErrors from "../../Errors.ts"
import type * as Retry from "../../link/Retry.ts"
import * as Monotonic from "../../Monotonic.ts"
import type { Session } from "../../session/Session.ts"
import { unrestricted } from "../../session/Unrestricted.ts"
import { type Attempt, sendUntilAnswered } from "../execute/Step.ts"
import type { StateError } from "../StateError.ts"
import { orderOf } from "./EssPlan.ts"
import { NAME, RAMP_MILLIS, REST } from "./EssSetpoint.ts"

/** How long the unit obeys without hearing from us; after that nobody may say that the set-point is held. */
const OBEYED_MILLIS = 15_000
/** After how long no unit obeys any more, by any source. */
const FORGOTTEN_MILLIS = 60_000

/** Where set-points go. */
export interface Target {
  readonly session: Session
  readonly address: number
  /** The RAM variable of the set-point. */
  readonly id: number
  /** When a write without an answer is sent again. */
  readonly retry: Retry.Retry
}

/** Conditions for the write of a set-point. */
interface Conditions {
  /** Fails where the adapter has restarted more often than that. */
  readonly restarts?: number
  /** Is run before each frame. */
  readonly beforeSending?: Effect.Effect<void>
}

/** Writes a set-point, again while there is no answer, with the line to itself. */
export const put = (
  { session, address, id, retry }: Target,
  watts: number,
  { restarts, beforeSending = Effect.void }: Conditions = {}
): Effect.Effect<Attempt<unknown>, LinkErrors.LinkError> =>
  session[unrestricted]((ask) =>
    Effect.suspend(() =>
      restarts === undefined || session.identity().restarts === restarts
        ? sendUntilAnswered({
            ask: (question, options) => ask(question, { ...options, address }),
            beforeSending,
            retry,
            order: orderOf(id, watts)
          })
        : LinkErrors.device(new LinkErrors.Restarted({ request: NAME }))
    ).pipe(Effect.uninterruptible)
  )

/** The set-points that went to a unit. */
export interface EssLine {
  /**
   * Writes one set-point, and says whether it was acknowledged. Fails when that is hopeless, or when the unit must have
   * given up obeying.
   */
  readonly write: (watts: number) => Effect.Effect<boolean, LinkErrors.LinkError | StateError>
  /** Writes 0 once, whatever the unit was told before. */
  readonly rest: Effect.Effect<Attempt<unknown>>
  /** The set-point that the unit acknowledged last, in watts; `undefined`: none yet. */
  readonly acknowledged: () => number | undefined
  /** When the set-point last moved to another one. */
  readonly movedAt: () => number
  /** Whether no set-point went out yet. */
  readonly isUntouched: () => boolean
  /** Whether the unit may obey a set-point of ours still. */
  readonly mayObey: Effect.Effect<boolean>
}

/** A unit that was told nothing yet. `restarts`: how often its adapter has restarted when the hold began. */
export const make = (target: Target, restarts: number): Effect.Effect<EssLine> =>
  Effect.map(Monotonic.millis, (start) => {
    let acknowledged: number | undefined
    let acknowledgedAt = start
    let movedAt = start - RAMP_MILLIS
    /** Since when the unit may obey a set-point of ours, unless it was told 0; `null`: it cannot. */
    let standsSince: number | null = null

    let isUntouched = true
    const beforeSending = Effect.map(Monotonic.millis, (now) => {
      isUntouched = false
      standsSince = now
    })
    // 0 is told to an adapter that has restarted, too. Without an answer it leaves standing what stood before.
    const transmit = (watts: number) =>
      put(target, watts, watts === REST ? { beforeSending } : { restarts, beforeSending })

    return {
      write: (watts) =>
        Effect.gen(function* () {
          const decidedAt = yield* Monotonic.millis
          const attempt = yield* transmit(watts)
          const now = yield* Monotonic.millis
          if (attempt._tag !== "Acknowledged") {
            const isBorne =
              attempt._tag === "Unanswered" &&
              LinkErrors.isNoReply(attempt.error) &&
              acknowledged !== undefined &&
              now - acknowledgedAt < OBEYED_MILLIS
            return isBorne ? false : yield* attempt.error
          }
          if (watts !== acknowledged) movedAt = decidedAt
          acknowledged = watts
          acknowledgedAt = now
          standsSince = now
          return true
        }),
      rest: put(target, REST).pipe(
        Effect.catch((error) => Effect.succeed<Attempt<unknown>>({ _tag: "Unanswered", error })),
        Effect.tap(({ _tag }) =>
          Effect.sync(() => {
            if (_tag === "Acknowledged") standsSince = null
          })
        )
      ),
      acknowledged: () => acknowledged,
      isUntouched: () => isUntouched,
      movedAt: () => movedAt,
      mayObey: Effect.map(
        Monotonic.millis,
        (now) => standsSince !== null && now - standsSince <= FORGOTTEN_MILLIS
      )
    }
  })
