/**
 * Sets the lines of an MK3 and reads them back: an echo of the request could not be told from the answer.
 * Reference: protocol.md 3.8, 7.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Question from "../../Question.ts"
import * as Errors from "../ControlError.ts"
import * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import { linesText } from "../plan/PanelWrites.ts"
import type { LinesWrite } from "../WritePlan.ts"
import { ended, REPEATS, send, type Step } from "./Step.ts"

export const write = (
  name: string,
  { before, wanted }: LinesWrite,
  step: Step,
  repeats = REPEATS
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const attempt = yield* send(step, Order.busLines(wanted))
    if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
    const found = yield* step.ask(Question.busLines).pipe(
      Effect.map(({ value }) => value.lines),
      Effect.option
    )
    if (Option.isNone(found)) {
      return attempt._tag === "Acknowledged"
        ? Outcome.written("acknowledged")
        : Outcome.unknown(Outcome.causeOf(attempt.error))
    }
    if (found.value === wanted) return Outcome.written("read-back")
    if (found.value === before && attempt._tag === "Unanswered") {
      return repeats > 0
        ? yield* write(name, { _tag: "Lines", before, wanted }, step, repeats - 1)
        : Outcome.notWritten(Outcome.causeOf(attempt.error))
    }
    const reason = new Errors.NotVerified({
      what: name,
      before: linesText(before),
      wanted: linesText(wanted),
      found: linesText(found.value)
    })
    return found.value === before ? Outcome.notWritten(reason) : Outcome.notVerified(reason)
  })
