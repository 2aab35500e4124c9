/**
 * What is sent once and never again by itself: forcing a charge state, restarting. Whether it happened is observed: the
 * answer to the forcing frame says no more than that the unit understood it, and a restart has none.
 * Reference: protocol.md 4.5.3, 4.6, 6.9.
 */
import type { DeviceState } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { type LinkError, NoReply } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import type { Session } from "../../session/Session.ts"
import * as Errors from "../ControlError.ts"
import * as Outcome from "../Outcome.ts"
import type { ChargeWrite } from "../WritePlan.ts"
import { answered, beforehand, ended, LOOK, send, type Sendables, type Step } from "./Step.ts"

/** How the device names what was forced. */
const chargeStates = { absorption: "forced-absorption", float: "float", equalise: "equalise" } as const

const INSTEAD =
  "The charger goes on by itself: a charge state cannot be taken back, only another one be forced"

const LOOKS = 10
const LOOK_MILLIS = 500

const stateText = ({ state, subState }: DeviceState.Reply): string =>
  state === "charge" ? `charge, ${subState}` : state

/** Forces a charge state, and looks for up to five seconds whether the unit shows it. */
export const force = (
  name: string,
  { to }: ChargeWrite,
  { order }: Sendables,
  step: Step
): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      const wanted = `charge, ${chargeStates[to]}`
      const before = stateText((yield* step.ask(Question.deviceState)).value)
      const attempt = yield* send(step, order)
      if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
      const looked = yield* Effect.result(look(wanted, step))
      if (attempt._tag === "Acknowledged" && looked._tag === "Failure") {
        return Outcome.unknown(Outcome.causeOf(looked.failure))
      }
      const found = looked._tag === "Failure" ? null : looked.success
      if (found === wanted && found !== before) return Outcome.written("observed")
      if (attempt._tag === "Unanswered") return Outcome.unknown(Outcome.causeOf(attempt.error))
      // What it did already it goes on doing: there the answer has to do.
      if (found === wanted) return Outcome.written("acknowledged")
      const cause = new Errors.NotVerified({ what: name, before, wanted, found: found!, instead: INSTEAD })
      return found === before ? Outcome.notWritten(cause) : Outcome.notVerified(cause)
    })
  )

/** What the unit does after a while. Stops looking once it is what was wanted. */
const look = (wanted: string, { ask }: Step): Effect.Effect<string, LinkError> =>
  Effect.gen(function* () {
    let found = ""
    for (let left = LOOKS; left > 0 && found !== wanted; left--) {
      yield* Effect.sleep(LOOK_MILLIS)
      found = stateText((yield* ask(Question.deviceState, LOOK)).value)
    }
    return found
  })

/** Sends the order to restart. Whether it happened: `observeRestart`. */
export const restart = ({ order }: Sendables, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.map(send(step, order), (attempt) => answered(attempt, "sent"))

const RESTART_LOOKS = 60

/** Looks for up to half a minute, with the line free again, whether the adapter came back from a restart. */
export const observeRestart = (
  session: Session,
  name: string,
  before: ReturnType<Session["identity"]>
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    for (let look = 0; look < RESTART_LOOKS; look++) {
      if (session.identity().restarts !== before.restarts) return Outcome.written("observed")
      yield* Effect.sleep(LOOK_MILLIS)
    }
    return Outcome.unknown(
      new NoReply({ request: name, waitedMillis: RESTART_LOOKS * LOOK_MILLIS, transmissions: 1 })
    )
  })
