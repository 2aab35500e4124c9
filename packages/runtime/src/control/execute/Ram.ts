/**
 * Writes a RAM variable: 37 with flags 02, which spares the EEPROM. The unit goes on computing, so the acknowledgement is
 * the proof; without one the same word is sent again, twice at most. A boolean shares its word with others: these must
 * still be as they were when the plan was made. Reference: protocol.md 4.5.7, 4.6, 5.1.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import type { Outcome } from "../Outcome.ts"
import type { RamWrite } from "../WritePlan.ts"
import { answered, beforehand, changedSince, type Sendables, sendUntilAnswered, type Step } from "./Step.ts"

/** Writes a RAM variable, unless its word has moved elsewhere meanwhile. */
export const write = (
  name: string,
  action: RamWrite,
  { order }: Sendables,
  step: Step
): Effect.Effect<Outcome> =>
  beforehand(
    Effect.flatMap(neighboursMoved(action, step), (moved) =>
      moved === null
        ? Effect.map(sendUntilAnswered(step, order), (attempt) => answered(attempt))
        : Effect.succeed(changedSince(name, `other bits of raw ${action.before.raw}`, `raw ${moved}`))
    )
  )

/** The word as it is now, when other bits of it than the one to write differ from what the plan was built on. */
const neighboursMoved = (
  { id, before, bit }: RamWrite,
  { ask }: Step
): Effect.Effect<number | null, LinkError> =>
  bit === null
    ? Effect.succeed(null)
    : Effect.map(ask(Question.ram([id])), ({ value }) => {
        const now = value[0]!
        return ((now ^ before.raw) & ~(1 << bit)) === 0 ? null : now
      })
