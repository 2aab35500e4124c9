/**
 * Sets the lines of an MK3 and reads them back: an echo of the request could not be told from the answer.
 * Reference: protocol.md 3.8, 7.
 */
import { BusLines } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import * as Errors from "../ControlError.ts"
import type { Masters } from "../Masters.ts"
import type * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import { linesText } from "../PanelState.ts"
import type { LinesWrite } from "../WritePlan.ts"
import {
  beforehand,
  changedSince,
  ended,
  LOOK,
  NOTHING_TO_UNDO,
  REPEATS,
  send,
  type Sendables,
  type Step
} from "./Step.ts"

/** Sets the lines, unless they have changed meanwhile, or another master is to be able to let the unit shut down. */
export const write = (
  name: string,
  action: LinesWrite,
  { order }: Sendables,
  step: Step,
  masters: Masters
): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      // Whoever else is in charge must be able to let the unit shut down.
      const pullsStandby = (action.wanted & ~action.before & BusLines.STANDBY) !== 0
      const master = pullsStandby ? yield* masters.heard : null
      if (master !== null) return Outcome.notWritten(new Errors.OtherMaster({ what: name, master }))
      const { lines } = (yield* step.ask(Question.busLines)).value
      return lines === action.before
        ? yield* put(name, action, order, step)
        : changedSince(name, linesText(action.before), linesText(lines))
    })
  )

/** How late the reply to an earlier request may still be. */
const LATE_MILLIS = 2000

const put = (
  name: string,
  action: LinesWrite,
  order: Order.Sendable,
  step: Step,
  repeats = REPEATS
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const { before, wanted } = action
    const attempt = yield* send(step, order)
    if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
    const looked = yield* Effect.result(look(wanted, step))
    if (looked._tag === "Failure") {
      return Outcome.unknown(Outcome.causeOf(attempt._tag === "Unanswered" ? attempt.error : looked.failure))
    }
    const found = looked.success
    if (found === wanted) return Outcome.written("read-back")
    if (found === before && attempt._tag === "Unanswered") {
      return repeats > 0
        ? yield* put(name, action, order, step, repeats - 1)
        : Outcome.notWritten(Outcome.causeOf(attempt.error))
    }
    const cause = new Errors.NotVerified({
      what: name,
      before: linesText(before),
      wanted: linesText(wanted),
      found: linesText(found),
      ...(found === before ? { instead: NOTHING_TO_UNDO } : {})
    })
    return found === before ? Outcome.notWritten(cause) : Outcome.notVerified(cause)
  })

/** The lines now. Replies do not say what they answer: another one than wanted is believed once all late ones have come. */
const look = (wanted: number, { ask }: Step): Effect.Effect<number, LinkError> => {
  const once = Effect.map(ask(Question.busLines, LOOK), ({ value }) => value.lines)
  return Effect.flatMap(once, (lines) =>
    lines === wanted ? Effect.succeed(lines) : Effect.andThen(Effect.sleep(LATE_MILLIS), once)
  )
}
