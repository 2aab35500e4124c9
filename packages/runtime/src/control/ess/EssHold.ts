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
 * or as soon as the unit can be reached again, for as long as the unit may obey. Watts drawn from the AC input (charging)
 * are positive; the wire has the opposite sign.
 *
 * `Wish` says what is to be held, `EssLine` what the unit was told, `HoldRecords` what the journal knows of it.
 * Reference: protocol.md 6.8; integrations.md 1, 12.12, 12.14.
 */
import type { Quantity } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Ess from "../../device/Ess.ts"
import * as LinkErrors from "../../Errors.ts"
import * as Retry from "../../link/Retry.ts"
import * as Monotonic from "../../Monotonic.ts"
import * as Initialise from "../../session/Initialise.ts"
import type { Session, State } from "../../session/Session.ts"
import * as Errors from "../ControlError.ts"
import { answered } from "../execute/Step.ts"
import type { Holding } from "../Journal.ts"
import type { Masters } from "../Masters.ts"
import * as Outcome from "../Outcome.ts"
import type { StateError } from "../StateError.ts"
import * as EssLine from "./EssLine.ts"
import * as EssPlan from "./EssPlan.ts"
import * as EssSetpoint from "./EssSetpoint.ts"
import type { HoldRecords } from "./HoldRecords.ts"
import type { OpenHold } from "./OpenHolds.ts"
import * as Wish from "./Wish.ts"

export type { EssPlan } from "./EssPlan.ts"

/** How a set-point is held. */
export interface HoldOptions {
  /** The device that has the assistant; that of the session unless said otherwise. */
  readonly address?: number
  /**
   * For how long a set-point holds after it was set; then 0 is written, without a ramp, until the next one. For whoever
   * follows a meter: its loss must not leave the last set-point standing. `null`, the default: until it is set anew.
   */
  readonly staleAfter?: Duration.Input | null
  /** How fast the set-point may change, in watts a second, 1 at least; at once unless said otherwise. */
  readonly rampWattsPerSecond?: number
  /** When a write without an answer is sent again; two repeats at once unless said otherwise. */
  readonly retry?: Retry.Retry
  /**
   * Which set-points the journal tells: each, the default; or, for whoever sets one every second, the first, those that are
   * set with a cause, and the end.
   */
  readonly notes?: "each" | "with-cause"
}

/** Why a set-point is not held, or no longer. */
export type HoldError = LinkErrors.LinkError | Errors.ControlError | StateError

/** A set-point that is being held. */
export interface Hold {
  /**
   * Wants another set-point from now on. Positive: drawn from the AC input. The same one again counts as set anew, and is
   * written when it is due. `because`: the cause, for the journal. Fails with the reason once the hold ended.
   */
  readonly set: (watts: number, because?: string) => Effect.Effect<void, HoldError>
  /** The set-point that the unit acknowledged last, in watts. */
  readonly acknowledged: () => Quantity.Watts
  /**
   * The set-point as it was read back once the first one was acknowledged, in watts: most units show another figure
   * there. `null`: the unit did not report it, so that nothing but its acknowledgement says that it has the set-point.
   */
  readonly readBack: () => Quantity.Watts | null
  /** Fails with the reason when the set-point can no longer be held. */
  readonly ended: Effect.Effect<never, HoldError>
  /**
   * Done once the hold is over, released or not, and the unit has acknowledged 0. Fails with the reason where it did not
   * for as long as it may have obeyed, a minute.
   */
  readonly rested: Effect.Effect<void, HoldError>
}

const { NAME, REST } = EssSetpoint
/** How often 0 is tried again, once the unit cannot be reached. */
const RETRY_MILLIS = 1000

/** Begins to hold a set-point, until the scope closes. Done when the unit has acknowledged the first one. */
export const hold = Effect.fn("EssHold.hold")(function* (
  session: Session,
  masters: Masters,
  records: HoldRecords,
  watts: number,
  {
    address = session.address,
    staleAfter = null,
    rampWattsPerSecond,
    retry = Retry.set,
    notes = "each"
  }: HoldOptions = {}
): Effect.fn.Return<Hold, HoldError, Scope.Scope> {
  const staleMillis = staleAfter === null ? null : Duration.toMillis(staleAfter)
  yield* Effect.fromResult(EssSetpoint.checkOptions(rampWattsPerSecond, staleMillis))
  const { restarts } = session.identity()
  const { id, watts: first } = yield* EssPlan.make(session, watts, address)
  const line = yield* EssLine.make({ session, address, id, retry }, restarts)
  const wish = yield* Wish.make(first, { staleMillis, rampWattsPerSecond })
  const standing = (): Wish.Standing => ({ acknowledged: line.acknowledged(), movedAt: line.movedAt() })
  /** The set-point that stands in the journal. */
  let noted: number | undefined
  /** The cause of the next set-point, and whether the last one was out of date. */
  let cause: string | undefined
  let wasStale = false
  /** Whether it still has to say what became of that. */
  let isOpen = false
  /** The word of the set-point as first read back; `undefined`: not asked yet. */
  let readBack: Quantity.Watts | null | undefined
  /** Whether the journal says that the hold is to end. */
  let isEnding = false
  /** Done once the journal has what it is told of the end. */
  let isJotted: Effect.Effect<void> = Effect.void
  const ended = yield* Deferred.make<never, HoldError>()
  const rested = yield* Deferred.make<void, HoldError>()

  const note = (why: Holding["why"], value: number, because?: string) =>
    records.asking({
      why,
      ...(because === undefined ? {} : { because }),
      watts: value,
      id,
      frame: EssPlan.frameOf(id, value)
    })

  /** The word of the set-point read back, in watts: the set-point or another figure; `null` without an answer. */
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
    const { target, isStale } = wish.at(now)
    const isTold =
      notes === "each" ? target !== noted : noted === undefined || cause !== undefined || isStale !== wasStale
    wasStale = isStale
    if (isTold) {
      // Before the note is safe: whoever stops the hold meanwhile may find it in the journal, and has to end it there.
      const before = noted
      noted = target
      yield* Effect.tapError(
        note(before === undefined ? "begun" : isStale ? "stale" : "set", target, cause),
        () => Effect.sync(() => (noted = before))
      )
      cause = undefined
      isOpen = true
    }
    const isWritten = yield* line.write(wish.next(now, standing()))
    if (!isWritten || !isOpen) return
    isOpen = false
    if (noted === first && readBack === undefined) readBack = yield* look
    yield* records.became(Outcome.written(readBack === target ? "read-back" : "acknowledged"))
  })

  /** Tells the journal of the end, one line behind the other, beside the 0: no disk that hangs holds that up. */
  const jot = (line: Effect.Effect<void, StateError>) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.andThen(isJotted, warned(line)).pipe(
        Effect.forkDetach({ startImmediately: true })
      )
      isJotted = Effect.asVoid(Fiber.await(fiber))
    })

  /**
   * Tells the unit 0, for as long as it may obey a set-point of ours: a port that was lost may be back by then. No disk
   * is in the way of that, be it full or slow.
   */
  const rest = Effect.gen(function* () {
    // A hold that the journal knows of is ended there, too, also where it was stopped before its first frame.
    const isBegun = noted !== undefined && line.isUntouched()
    if (!isBegun && !(yield* line.mayObey)) {
      yield* isJotted
      return yield* Deferred.succeed(rested, undefined)
    }
    if (!isEnding) yield* jot(note("ended", REST))
    isEnding = true
    let isWarned = false
    const attempt = yield* line.rest.pipe(
      Effect.tap((last) => {
        if (isWarned || last._tag === "Acknowledged") return Effect.void
        isWarned = true
        return Effect.logWarning(`${NOT_YET_ENDED}: ${last.error.message}`)
      }),
      Effect.repeat({
        schedule: Schedule.spaced(RETRY_MILLIS),
        while: ({ _tag }) => (_tag === "Unanswered" ? line.mayObey : Effect.succeed(false))
      })
    )
    if (attempt._tag !== "Acknowledged") {
      yield* Effect.logWarning(`${NOT_ENDED}: ${attempt.error.message}`)
    }
    yield* jot(records.became(answered(attempt)))
    yield* isJotted
    return yield* attempt._tag === "Acknowledged"
      ? Deferred.succeed(rested, undefined)
      : Deferred.fail(rested, attempt.error)
  })
  yield* Effect.addFinalizer(() => rest)

  const keep = Effect.forever(
    Effect.andThen(
      Effect.suspend(() => wish.isDue(standing())),
      // A trace of its own: that of who began the hold would never end.
      Effect.withSpan(advance, "EssHold.refresh", { root: true })
    )
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
      if (noted !== undefined) yield* jot(records.became(Outcome.unknown(Outcome.causeOf(error))))
      yield* rest
    })

  yield* Effect.tapError(advance, failed)
  yield* Effect.raceFirst(keep, broken).pipe(Effect.catch(failed), Effect.forkScoped)
  return {
    set: (value, because) =>
      Effect.gen(function* () {
        const setpoint = yield* Effect.fromResult(EssSetpoint.make(value))
        if (yield* Deferred.isDone(ended)) return yield* Deferred.await(ended)
        cause = because ?? cause
        yield* wish.set(setpoint, because !== undefined)
      }),
    acknowledged: () => line.acknowledged() as Quantity.Watts,
    readBack: () => readBack ?? null,
    ended: Deferred.await(ended),
    rested: Deferred.await(rested)
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

/** A hold of another program, which is gone, and its end. */
export interface Ending {
  readonly hold: OpenHold
  readonly records: HoldRecords
  /** Where the set-point of the unit is now. */
  readonly plan: EssPlan.EssPlan
}

/** Writes 0 for a hold that its own program did not end, and says what became of it. */
export const end = Effect.fn("EssHold.end")(function* (
  session: Session,
  { hold: { line }, records, plan: { id, frame } }: Ending
): Effect.fn.Return<Outcome.Outcome, HoldError> {
  yield* records.asking({ why: "ended", watts: REST, id, frame })
  const outcome = yield* EssLine.put({ session, address: line.address, id, retry: Retry.set }, REST).pipe(
    Effect.map((attempt) => answered(attempt)),
    Effect.catch((error) => Effect.succeed(Outcome.unknown(Outcome.causeOf(error))))
  )
  yield* records.became(outcome)
  return outcome
}, Effect.uninterruptible)
