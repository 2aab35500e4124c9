/**
 * What is sent once and never again by itself: forcing a charge state, restarting. Whether it happened is observed.
 * Reference: protocol.md 4.5.3, 4.6, 6.9.
 */
import type { DeviceState } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Question from "../../Question.ts"
import type { Session } from "../../Session.ts"
import * as Errors from "../ControlError.ts"
import * as Order from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import type { ChargeWrite, RestartWrite } from "../WritePlan.ts"
import { ended, send, type Step } from "./Step.ts"

/** How the device names what was forced. */
const chargeStates = { absorption: "forced-absorption", float: "float", equalise: "equalise" } as const

const LOOKS = 10
const LOOK_MILLIS = 500

export const force = (name: string, { to }: ChargeWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    const attempt = yield* send(step, Order.forceCharge(to))
    if (attempt._tag === "Denied" || attempt._tag === "NotSent") return ended(attempt)
    let last: DeviceState.Reply | undefined
    for (let look = 0; look < LOOKS; look++) {
      const state = yield* Effect.result(step.ask(Question.deviceState))
      if (state._tag === "Failure") {
        return attempt._tag === "Acknowledged"
          ? Outcome.written("acknowledged")
          : Outcome.unknown(Outcome.causeOf(attempt.error))
      }
      last = state.success.value
      if (last.state === "charge" && last.subState === chargeStates[to]) return Outcome.written("observed")
      yield* Effect.sleep(LOOK_MILLIS)
    }
    const found = last!.state === "charge" ? last!.subState : last!.state
    return attempt._tag === "Acknowledged"
      ? Outcome.notVerified(
          new Errors.NotVerified({ what: name, before: "as the charger decides", wanted: to, found })
        )
      : Outcome.unknown(Outcome.causeOf(attempt.error))
  })

export const restart = ({ what }: RestartWrite, step: Step): Effect.Effect<Outcome.Outcome> =>
  Effect.map(send(step, what === "devices" ? Order.restartDevices(0) : Order.restartAdapter), (attempt) => {
    switch (attempt._tag) {
      case "Acknowledged":
        return Outcome.written("sent")
      case "Unanswered":
        return Outcome.unknown(Outcome.causeOf(attempt.error))
      default:
        return ended(attempt)
    }
  })

const RESTART_LOOKS = 60

/** Looks, with the line free again, whether the adapter came back from a restart. */
export const observeRestart = (
  session: Session,
  outcome: Outcome.Outcome,
  before: ReturnType<Session["identity"]>
): Effect.Effect<Outcome.Outcome> =>
  Effect.gen(function* () {
    for (let look = 0; look < RESTART_LOOKS && outcome._tag === "Written"; look++) {
      if (session.identity() !== before) return Outcome.written("observed")
      yield* Effect.sleep(LOOK_MILLIS)
    }
    return outcome
  })
