/**
 * Executes one write of a plan, with the line to itself: journal, frame, verification, journal. Once it has begun it
 * goes to its end, whatever happens to the caller. Reference: integrations.md 11, 12.9.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Session } from "../Session.ts"
import { unrestricted } from "../internal/Unrestricted.ts"
import * as Lines from "./execute/Lines.ts"
import * as OneShots from "./execute/OneShots.ts"
import * as Panel from "./execute/Panel.ts"
import * as Ram from "./execute/Ram.ts"
import * as Settings from "./execute/Settings.ts"
import type { Step } from "./execute/Step.ts"
import * as Outcome from "./Outcome.ts"
import type { StateError } from "../state/StateError.ts"
import type * as Records from "./Records.ts"
import type { Write, WritePlan } from "./WritePlan.ts"

const run = ({ name, action }: Write, step: Step): Effect.Effect<Outcome.Outcome> => {
  switch (action._tag) {
    case "Setting":
      return Settings.write(name, action, step)
    case "Ram":
      return Ram.write(action, step)
    case "Panel":
      return Panel.write(name, action, step)
    case "Lines":
      return Lines.write(name, action, step)
    case "Charge":
      return OneShots.force(name, action, step)
    case "Restart":
      return OneShots.restart(action, step)
  }
}

/**
 * Executes the write at a place of a plan. `tell` hears of its outcome, and of the outcome alone: who is interrupted
 * while the line is busy with others has begun nothing.
 */
export const execute = (
  session: Session,
  records: ReturnType<typeof Records.make>,
  plan: WritePlan,
  place: number,
  tell: (outcome: Outcome.Outcome) => Effect.Effect<void>
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const write = plan.writes[place]!
    const before = session.identity()
    const finish = (outcome: Outcome.Outcome): Effect.Effect<Outcome.Outcome> =>
      Effect.as(
        Effect.uninterruptible(
          Effect.andThen(noted(records.journalDone(plan, place, outcome)), tell(outcome))
        ),
        outcome
      )
    const isRestart = write.action._tag === "Restart"
    const outcome = yield* session[unrestricted]((ask) =>
      Effect.gen(function* () {
        yield* records.journalSending(plan, place)
        const step: Step = {
          ask: (question, options) => ask(question, { ...options, address: plan.address }),
          beforeSending: records.noteSending(plan.unit, write)
        }
        const sent = yield* run(write, step)
        yield* noted(records.noteOutcome(plan.unit, write, sent))
        return isRestart ? sent : yield* finish(sent)
      }).pipe(Effect.uninterruptible)
    ).pipe(
      Effect.catch((error: LinkError | StateError) => finish(Outcome.notWritten(Outcome.causeOf(error))))
    )
    if (!isRestart) return outcome
    if (outcome._tag !== "Written") return yield* finish(outcome)
    // The line is free again, and needed by whoever sets the link right.
    return yield* OneShots.observeRestart(session, outcome, before).pipe(
      Effect.onInterrupt(() => finish(outcome)),
      Effect.flatMap(finish)
    )
  })

/** What is known cannot be made undone by a full disk: it is told, with a warning. */
const noted = (note: Effect.Effect<void, StateError>): Effect.Effect<void> =>
  Effect.catch(note, (error) => Effect.logWarning(error.message))
