/**
 * Executes one write of a plan, with the line to itself: journal, frame, verification, journal. Once it has begun it
 * goes to its end, whatever happens to the caller. Reference: integrations.md 11, 12.9.
 */
import * as Effect from "effect/Effect"
import * as Errors from "../../Errors.ts"
import type { Session } from "../../session/Session.ts"
import { unrestricted } from "../../session/Unrestricted.ts"
import * as Lines from "./Lines.ts"
import * as OneShots from "./OneShots.ts"
import * as Panel from "./Panel.ts"
import * as Ram from "./Ram.ts"
import * as Settings from "./Settings.ts"
import type { Step } from "./Step.ts"
import type { Masters } from "../Masters.ts"
import * as ControlErrors from "../ControlError.ts"
import * as Sent from "../plan/Sent.ts"
import * as Outcome from "../Outcome.ts"
import type { StateError } from "../StateError.ts"
import type * as Records from "../Records.ts"
import type { Write, WritePlan } from "../WritePlan.ts"

const run = (write: Write, step: Step, masters: Masters): Effect.Effect<Outcome.Outcome> => {
  const { name, action } = write
  const [order] = Sent.at(write, "always")
  if (order === undefined) return Effect.succeed(noOrder(write))
  const sendables = { order, unheard: Sent.at(write, "unheard"), refused: Sent.at(write, "refused") }
  switch (action._tag) {
    case "Setting":
      return Settings.write(name, action, sendables, step)
    case "Ram":
      return Ram.write(name, action, sendables, step)
    case "Panel":
      return Panel.write(name, action, sendables, step, masters)
    case "Lines":
      return Lines.write(name, action, sendables, step, masters)
    case "Charge":
      return OneShots.force(name, action, sendables, step)
    case "Restart":
      return OneShots.restart(sendables, step)
  }
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

/** What executing needs besides the plan. */
export interface Means {
  readonly session: Session
  readonly records: ReturnType<typeof Records.make>
  readonly masters: Masters
  /** Is run before each frame that changes something. */
  readonly sending: Effect.Effect<void>
}

/**
 * Executes the write at a place of a plan. `tell` hears of its outcome, and of the outcome alone: who is interrupted
 * while the line is busy with others has begun nothing.
 */
export const execute = (
  { session, records, masters, sending }: Means,
  plan: WritePlan,
  place: number,
  tell: (outcome: Outcome.Outcome) => Effect.Effect<void>
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const write = plan.writes[place]!
    let before = session.identity()
    const finish = (outcome: Outcome.Outcome): Effect.Effect<Outcome.Outcome> =>
      Effect.as(
        Effect.uninterruptible(
          Effect.andThen(noted(records.journalDone(plan, place, outcome)), tell(outcome))
        ),
        outcome
      )
    const conclude = (outcome: Outcome.Outcome) =>
      Effect.andThen(noted(records.noteOutcome(plan.unit, write, outcome)), finish(outcome))
    const outdated = yield* records
      .outdated(session.unit(plan.address), plan, place)
      .pipe(Effect.catch((error: Errors.LinkError | StateError) => Effect.succeed(Outcome.causeOf(error))))
    if (outdated !== null) return yield* finish(Outcome.notWritten(outdated))
    const { restarts } = session.identity()
    const isRestart = write.action._tag === "Restart"
    const outcome = yield* session[unrestricted]((ask) =>
      Effect.gen(function* () {
        before = session.identity()
        if (before.restarts !== restarts) {
          return yield* Errors.device(new Errors.Restarted({ request: write.name }))
        }
        yield* records.journalSending(plan, place)
        const step: Step = {
          ask: (question, options) => ask(question, { ...options, address: plan.address }),
          beforeSending: Effect.andThen(records.noteSending(plan.unit, write), sending)
        }
        const sent = yield* run(write, step, masters)
        return isRestart ? sent : yield* conclude(sent)
      }).pipe(Effect.uninterruptible)
    ).pipe(
      Effect.catch((error: Errors.LinkError | StateError) => {
        const failed = Outcome.notWritten(Outcome.causeOf(error))
        return isRestart ? Effect.succeed(failed) : finish(failed)
      })
    )
    if (!isRestart) return outcome
    if (outcome._tag !== "Written") return yield* finish(outcome)
    // The line is free again, and needed by whoever sets the link right.
    return yield* OneShots.observeRestart(session, write.name, before).pipe(
      Effect.onInterrupt(() => conclude(outcome)),
      Effect.flatMap(conclude)
    )
  })

/** What is known cannot be made undone by a full disk: it is told, with a warning. */
const noted = (note: Effect.Effect<void, StateError>): Effect.Effect<void> =>
  Effect.catch(note, (error) => Effect.logWarning(error.message))
