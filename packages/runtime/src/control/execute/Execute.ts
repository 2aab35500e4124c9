/**
 * Executes one write of a plan, with the line to itself: journal, frame, verification, journal. Once it has begun it
 * goes to its end, whatever happens to the caller. Reference: integrations.md 11, 12.9.
 */
import * as Effect from "effect/Effect"
import * as Errors from "../../Errors.ts"
import type { Session } from "../../session/Session.ts"
import { unrestricted } from "../../session/Unrestricted.ts"
import type { Step } from "./Step.ts"
import type * as Retry from "../../link/Retry.ts"
import * as ControlErrors from "../ControlError.ts"
import * as Kinds from "../Kinds.ts"
import type { Masters } from "../Masters.ts"
import * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import type { PlannedFrame } from "../plan/PlannedFrames.ts"
import type * as Records from "../Records.ts"
import type { StateError } from "../StateError.ts"
import type { Write, WritePlan } from "../WritePlan.ts"

/** The orders of a write at one of its moments; a frame that is none of its kind sends nothing. */
const ordersAt = ({ action, frames }: Write, when: PlannedFrame["when"]): ReadonlyArray<Order.Order> =>
  frames.flatMap((planned) => {
    const request = planned.when === when ? Order.read(planned.hex) : undefined
    const order = request && Kinds.ofAction(action).order(request)
    return order ?? []
  })

const run = (write: Write, sending: Pick<Step, "ask" | "beforeSending" | "retry" | "masters">) => {
  const [order] = ordersAt(write, "always")
  if (order === undefined) return Effect.succeed(noOrder(write))
  const unheard = ordersAt(write, "unheard")
  const refused = ordersAt(write, "refused")
  return Kinds.ofAction(write.action).execute(write, { ...sending, order, unheard, refused })
}

/** A plan that was not made by `Control.plan`, or by an older version. */
const noOrder = ({ name, frame }: Write): Outcome.Outcome =>
  Outcome.notWritten(
    new ControlErrors.Forbidden({
      what: name,
      why: `the plan holds no frame that makes the change (it shows ${frame})`,
      instead: "Make the plan again"
    })
  )

/** The means of execution, besides the plan. */
export interface Means {
  readonly session: Session
  readonly records: ReturnType<typeof Records.make>
  readonly masters: Masters
  /** Is run before each frame that changes something. */
  readonly sending: Effect.Effect<void>
  /** When an order without an answer is sent again, where that is harmless. */
  readonly retry: Retry.Retry
}

/**
 * Executes the write at a place of a plan. `tell` hears of its outcome, and of the outcome alone: who is interrupted
 * while the line is busy with others has begun nothing.
 */
export const execute = Effect.fn("Control.write")(function* (
  { session, records, masters, sending, retry }: Means,
  plan: WritePlan,
  place: number,
  tell: (outcome: Outcome.Outcome) => Effect.Effect<void>
): Effect.fn.Return<Outcome.Outcome> {
  const write = plan.writes[place]!
  yield* Effect.annotateCurrentSpan({ name: write.name, kind: write.action._tag, address: plan.address })
  let before = session.identity()
  const finish = (outcome: Outcome.Outcome): Effect.Effect<Outcome.Outcome> =>
    Effect.annotateCurrentSpan({ outcome: outcome._tag }).pipe(
      Effect.andThen(noted(records.journalDone(plan, place, outcome))),
      Effect.andThen(tell(outcome)),
      Effect.uninterruptible,
      Effect.as(outcome)
    )
  const conclude = (outcome: Outcome.Outcome) =>
    Effect.andThen(noted(records.noteOutcome(plan.unit, write, outcome)), finish(outcome))
  const outdated = yield* records
    .outdated(session.unit(plan.address), plan, place)
    .pipe(Effect.catch((error: Errors.LinkError | StateError) => Effect.succeed(Outcome.causeOf(error))))
  if (outdated !== null) return yield* finish(Outcome.notWritten(outdated))
  const { restarts } = session.identity()
  const { observe } = Kinds.ofAction(write.action)
  const outcome = yield* session[unrestricted]((ask) =>
    Effect.gen(function* () {
      before = session.identity()
      if (before.restarts !== restarts) {
        return yield* Errors.device(new Errors.Restarted({ request: write.name }))
      }
      yield* records.journalSending(plan, place)
      const sent = yield* run(write, {
        ask: (question, options) => ask(question, { ...options, address: plan.address }),
        beforeSending: Effect.andThen(records.noteSending(plan.unit, write), sending),
        retry,
        masters
      })
      return observe === undefined ? yield* conclude(sent) : sent
    }).pipe(Effect.uninterruptible)
  ).pipe(
    Effect.catch((error: Errors.LinkError | StateError) => {
      const failed = Outcome.notWritten(Outcome.causeOf(error))
      return observe === undefined ? finish(failed) : Effect.succeed(failed)
    })
  )
  if (observe === undefined) return outcome
  if (outcome._tag !== "Written") return yield* finish(outcome)
  // The line is free again, and needed by whoever sets the link right.
  return yield* observe(write, session, before).pipe(
    Effect.onInterrupt(() => conclude(outcome)),
    Effect.flatMap(conclude)
  )
})

/** A full disk cannot undo an outcome: it is reported, with a warning. */
const noted = (note: Effect.Effect<void, StateError>): Effect.Effect<void> =>
  Effect.catch(note, (error) => Effect.logWarning(error.message))
