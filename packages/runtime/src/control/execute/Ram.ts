/**
 * Writes a RAM variable: 37 with flags 02, which spares the EEPROM. The unit goes on computing, so the acknowledgement is
 * the proof; without one the same word is sent again, twice at most. Reference: protocol.md 4.5.7, 4.6.
 */
import * as Effect from "effect/Effect"
import * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import type { RamWrite } from "../WritePlan.ts"
import { ended, sendUntilAnswered, type Step } from "./Step.ts"

export const write = ({ id, wanted }: RamWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.map(sendUntilAnswered(step, Order.ram(id, wanted.raw)), (attempt) => {
    switch (attempt._tag) {
      case "Acknowledged":
        return Outcome.written("acknowledged")
      case "Unanswered":
        return Outcome.unknown(Outcome.causeOf(attempt.error))
      default:
        return ended(attempt)
    }
  })
