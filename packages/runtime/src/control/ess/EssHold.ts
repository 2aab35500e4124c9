/**
 * Holds the set-point of the ESS assistant: writes it every five seconds, since the unit stops obeying when writes stop,
 * and writes 0 when the scope closes. 0 is not a stop: the battery then carries the loads on the output, until the unit
 * gives up obeying.
 *
 *     borne    writes without an answer, until the unit must have given up obeying
 *     ends it  the link going down, a restart of the adapter (and so maybe of the unit), a refusal, another master, a
 *              journal that cannot be written
 *
 * A hold that has ended says why, and is never taken up again by itself: whoever wants it asks anew. It writes 0, at once
 * or as soon as the unit can be reached again, for as long as the unit may obey. Watts drawn from the AC input (charging) are positive; the wire has the opposite sign.
 * Reference: protocol.md 6.8; integrations.md 1, 12.12, 12.14.
 */
import { type Quantity, WriteViaId } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Ess from "../../device/Ess.ts"
import * as LinkErrors from "../../Errors.ts"
import * as Retry from "../../link/Retry.ts"
import * as Initialise from "../../session/Initialise.ts"
import { unrestricted } from "../../session/Unrestricted.ts"
import * as Monotonic from "../../Monotonic.ts"
import type { Session, State } from "../../session/Session.ts"
import type { Holding } from "../Journal.ts"
import type { StateError } from "../StateError.ts"
import * as Errors from "../ControlError.ts"
import * as EssSetpoint from "./EssSetpoint.ts"
import { answered, type Attempt, sendUntilAnswered } from "../execute/Step.ts"
import type { HoldRecords } from "./HoldRecords.ts"
import type { OpenHold } from "./OpenHolds.ts"
import type { Masters } from "../Masters.ts"
import * as Order from "../Order.ts"
import * as Ram from "../kinds/Ram.ts"
import * as Outcome from "../Outcome.ts"
import * as Refuse from "../Refuse.ts"

/** How a set-point is held. */
export interface HoldOptions {
  /** The device that has the assistant; that of the session unless said otherwise. */
  readonly address?: number
  /**
   * For how long a set-point holds after it was set, in milliseconds; then 0 is written, without a ramp, until the next
   * one. For whoever follows a meter: its loss must not leave the last set-point standing. `null`, the default: until it
   * is set anew.
   */
  readonly staleMillis?: number | null
  /** How fast the set-point may change, in watts a second, 1 at least; at once unless said otherwise. */
  readonly rampWattsPerSecond?: number
}

/** Why a set-point is not held, or no longer. */
export type HoldError = LinkErrors.LinkError | Errors.ControlError | StateError

/** A set-point that is being held. */
export interface Hold {
  /** Wants another set-point from now on. Positive: drawn from the AC input. Fails with the reason once the hold ended. */
  readonly set: (watts: number) => Effect.Effect<void, HoldError>
  /** What the unit acknowledged last, in watts. */
  readonly acknowledged: () => Quantity.Watts
  /**
   * What the word of the set-point read back once the first one was acknowledged, in watts: most units show another figure
   * there. `null`: the unit did not tell, so that nothing but its acknowledgement says that it has the set-point.
   */
  readonly readBack: () => Quantity.Watts | null
  /** Fails with the reason when the set-point can no longer be held. */
  readonly ended: Effect.Effect<never, HoldError>
}

const { NAME, RAMP_MILLIS, REST, toRaw } = EssSetpoint
const REFRESH_MILLIS = 5000
/** How often 0 is tried again, once the unit cannot be reached. */
const RETRY_MILLIS = 1000
/** How long the unit obeys without hearing from us; after that nobody may say that the set-point is held. */
const OBEYED_MILLIS = 15_000
/** After how long no unit obeys any more, by any source. */
const FORGOTTEN_MILLIS = 60_000

/** What holding a set-point sends. A value, to be shown and confirmed. */
export interface EssPlan {
  /** In whole watts; positive: drawn from the AC input. */
  readonly watts: Quantity.Watts
  /** The RAM variable of the set-point. */
  readonly id: number
  /** The frame in hex; on a ramp other set-points go before it. */
  readonly frame: string
  /** The frame that ends the hold: 0. */
  readonly restFrame: string
}

const requestOf = (id: number, watts: number) => WriteViaId.ram(id, toRaw(watts))
const frameOf = (id: number, watts: number): string => Order.frameOf(requestOf(id, watts))
const orderOf = (id: number, watts: number): Order.Order => Ram.orderOf(requestOf(id, watts))

/** Looks where the set-point of a unit is. Sends only reads. */
export const prepare = (
  session: Session,
  watts: number,
  address: number
): Effect.Effect<EssPlan, LinkErrors.LinkError | Errors.ControlError> =>
  Effect.gen(function* () {
    const wanted = yield* Effect.fromResult(EssSetpoint.make(watts))
    const { ess } = yield* Ess.find(session.unit(address))
    if (ess === null) {
      return yield* Effect.fromResult(
        Refuse.forbidden(
          NAME,
          "no ESS assistant is installed on this unit",
          "Install it with Victron's tools"
        )
      )
    }
    const { setpointId: id } = ess
    return { watts: wanted as Quantity.Watts, id, frame: frameOf(id, wanted), restFrame: frameOf(id, REST) }
  })

/** Begins to hold a set-point, until the scope closes. Done when the unit has acknowledged the first one. */
export const hold = (
  session: Session,
  masters: Masters,
  records: HoldRecords,
  watts: number,
  { address = session.address, staleMillis = null, rampWattsPerSecond }: HoldOptions = {}
): Effect.Effect<Hold, HoldError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* Effect.fromResult(EssSetpoint.checkOptions(rampWattsPerSecond, staleMillis))
    const { restarts } = session.identity()
    const { id, watts: first } = yield* prepare(session, watts, address)
    let wanted: number = first
    let wantedAt = yield* Monotonic.millis
    /** What the journal says is to be held. */
    let noted: number | undefined
    /** Whether it still has to say what became of that. */
    let isOpen = false
    /** What the unit acknowledged last, and when. */
    let sent: number | undefined
    let sentAt = wantedAt
    /** When it last moved on a ramp. */
    let movedAt = wantedAt - RAMP_MILLIS
    /** What the word of the set-point read back at first; `undefined`: not asked yet. */
    let readBack: Quantity.Watts | null | undefined
    /** Whether the journal says that the hold is to end. */
    let isEnding = false
    /** Since when the unit may obey a set-point of ours, unless it was told 0; `null`: it cannot. */
    let standsSince: number | null = null
    const changed = yield* Latch.make(false)
    const ended = yield* Deferred.make<never, HoldError>()

    const note = (why: Holding["why"], value: number) =>
      records.asking({ why, watts: value, id, frame: frameOf(id, value) })

    /** Writes a set-point, up to three times while there is no answer. */
    const transmit = (value: number): Effect.Effect<Attempt<unknown>, LinkErrors.LinkError> =>
      session[unrestricted]((ask) =>
        Effect.suspend(() => {
          if (session.identity().restarts !== restarts && value !== REST) {
            return Effect.fail(LinkErrors.device(new LinkErrors.Restarted({ request: NAME })))
          }
          // A 0 without an answer leaves standing what stood before.
          const beforeSending =
            value === REST ? Effect.void : Effect.map(Monotonic.millis, (now) => void (standsSince = now))
          return sendUntilAnswered({
            ask: (question, options) => ask(question, { ...options, address }),
            beforeSending,
            retry: Retry.set,
            order: orderOf(id, value)
          })
        }).pipe(Effect.uninterruptible)
      )

    /**
     * Writes one set-point, and says whether it was acknowledged. Fails when that is hopeless, or when the unit must have
     * given up obeying.
     */
    const write = (value: number): Effect.Effect<boolean, HoldError> =>
      Effect.gen(function* () {
        const decidedAt = yield* Monotonic.millis
        const attempt = yield* transmit(value)
        const now = yield* Monotonic.millis
        if (attempt._tag !== "Acknowledged") {
          const isBorne =
            attempt._tag === "Unanswered" &&
            LinkErrors.isNoReply(attempt.error) &&
            sent !== undefined &&
            now - sentAt < OBEYED_MILLIS
          return isBorne ? false : yield* attempt.error
        }
        if (value !== sent) movedAt = decidedAt
        sent = value
        sentAt = now
        standsSince = now
        return true
      })

    const isStale = (now: number): boolean => staleMillis !== null && now - wantedAt > staleMillis

    /** What the word reads back, in watts: the set-point or another figure; `null` where it is not told. */
    const look: Effect.Effect<Quantity.Watts | null> = Effect.match(session.unit(address).readRam([id]), {
      onSuccess: (words) => {
        const word = words.get(id)
        return word === undefined ? null : Ess.toWatts(word.value)
      },
      onFailure: () => null
    })

    /** Writes what is due, and notes what is new before that, and what became of it behind. */
    const advance = Effect.gen(function* () {
      const master = yield* masters.heard
      if (master !== null) return yield* Errors.because(new Errors.OtherMaster({ what: NAME, master }))
      const now = yield* Monotonic.millis
      const stale = isStale(now)
      const target = stale ? REST : wanted
      if (target !== noted) {
        yield* note(noted === undefined ? "begun" : stale ? "stale" : "set", target)
        noted = target
        isOpen = true
      }
      const isAtOnce = stale || rampWattsPerSecond === undefined
      const isWritten = yield* write(
        isAtOnce ? target : EssSetpoint.towards(sent ?? REST, target, now - movedAt, rampWattsPerSecond)
      )
      if (!isWritten || !isOpen) return
      isOpen = false
      if (noted === first && readBack === undefined) readBack = yield* look
      yield* records.became(Outcome.written(readBack === target ? "read-back" : "acknowledged"))
    })

    /** Whether the unit may obey a set-point of ours still. */
    const mayObey = Effect.map(
      Monotonic.millis,
      (now) => standsSince !== null && now - standsSince <= FORGOTTEN_MILLIS
    )
    /**
     * Tells the unit 0, for as long as it may obey a set-point of ours: a port that was lost may be back by then. No full
     * disk is in the way of that.
     */
    const rest = Effect.gen(function* () {
      if (!(yield* mayObey)) return
      if (!isEnding) yield* warned(note("ended", REST))
      isEnding = true
      const telling = transmit(REST).pipe(
        Effect.catch((error) => Effect.succeed<Attempt<unknown>>({ _tag: "Unanswered", error }))
      )
      let attempt = yield* telling
      if (attempt._tag !== "Acknowledged")
        yield* Effect.logWarning(`${NOT_YET_ENDED}: ${attempt.error.message}`)
      while (attempt._tag === "Unanswered" && (yield* mayObey)) {
        yield* Effect.sleep(RETRY_MILLIS)
        attempt = yield* telling
      }
      if (attempt._tag === "Acknowledged") standsSince = null
      else yield* Effect.logWarning(`${NOT_ENDED}: ${attempt.error.message}`)
      yield* warned(records.became(answered(attempt)))
    })
    yield* Effect.addFinalizer(() => rest)

    /** How long what has been written will do. */
    const pauseMillis = Effect.map(Monotonic.millis, (now) => {
      const target = isStale(now) ? REST : wanted
      if (target !== sent) return RAMP_MILLIS
      return staleMillis === null || target === REST
        ? REFRESH_MILLIS
        : Math.min(REFRESH_MILLIS, wantedAt + staleMillis + 1 - now)
    })
    const keep = Effect.forever(
      Effect.gen(function* () {
        yield* Effect.timeoutOption(changed.await, yield* pauseMillis)
        yield* changed.close
        yield* advance
      })
    )
    /** Fails when the link goes down. It may be there again before the next write is due, but the unit is another one. */
    const broken = session.states.pipe(
      Stream.filter((state) => state !== "connected"),
      Stream.runForEach((state) => Effect.fail(downBecause(session.url, state))),
      Effect.andThen(Effect.never)
    )
    const failed = (error: HoldError) =>
      Effect.gen(function* () {
        yield* Deferred.fail(ended, error)
        if (noted !== undefined) yield* warned(records.became(Outcome.unknown(Outcome.causeOf(error))))
        yield* rest
      })

    yield* Effect.tapError(advance, failed)
    yield* Effect.raceFirst(keep, broken).pipe(Effect.catch(failed), Effect.forkScoped)
    return {
      set: (value) =>
        Effect.gen(function* () {
          const asked = yield* Effect.fromResult(EssSetpoint.make(value))
          if (yield* Deferred.isDone(ended)) return yield* Deferred.await(ended)
          wantedAt = yield* Monotonic.millis
          wanted = asked
          yield* changed.open
        }),
      acknowledged: () => sent as Quantity.Watts,
      readBack: () => readBack ?? null,
      ended: Deferred.await(ended)
    }
  })

const NOT_YET_ENDED =
  "the ESS set-point could not be set to 0 yet; this is tried for as long as the unit may obey it, a minute"
const NOT_ENDED =
  "the ESS set-point could not be set to 0; the unit stops obeying it within a minute of the last write"

const downBecause = (port: string, state: State): LinkErrors.LinkError =>
  state === "asleep"
    ? LinkErrors.device(new LinkErrors.Asleep({ port, waitedMillis: Initialise.SILENCE_MILLIS }))
    : LinkErrors.lost(port, `the link is ${state}`)

const warned = (effect: Effect.Effect<void, StateError>): Effect.Effect<void> =>
  Effect.catch(effect, (error) =>
    Effect.logWarning(`the end of the ESS set-point is not in the journal: ${error.message}`)
  )

/** What ending a hold of another program, which is gone, needs. */
export interface Ending {
  readonly hold: OpenHold
  readonly records: HoldRecords
  /** Where the set-point of the unit is now. */
  readonly plan: EssPlan
}

/** Writes 0 for a hold that its own program did not end, and says what became of it. */
export const end = (
  session: Session,
  { hold, records, plan }: Ending
): Effect.Effect<Outcome.Outcome, HoldError> =>
  Effect.gen(function* () {
    yield* records.asking({ why: "ended", watts: REST, id: plan.id, frame: plan.frame })
    const outcome = yield* session[unrestricted]((ask) =>
      sendUntilAnswered({
        ask: (question, options) => ask(question, { ...options, address: hold.line.address }),
        beforeSending: Effect.void,
        retry: Retry.set,
        order: orderOf(plan.id, REST)
      }).pipe(Effect.map((attempt) => answered(attempt)))
    ).pipe(Effect.catch((error) => Effect.succeed(Outcome.unknown(Outcome.causeOf(error)))))
    yield* records.became(outcome)
    return outcome
  }).pipe(Effect.uninterruptible)
