/**
 * Forcing a charge state: sent once, never repeated by itself. The answer says no more than that the unit understood it, so
 * it is looked for up to five seconds whether the unit shows the state. Nothing takes it back.
 * Reference: protocol.md 4.5.3, 4.6, 6.9.
 */
import { type DeviceState, Flag, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import type { ControlError } from "../ControlError.ts"
import { beforehand, LOOK, otherwise, sendAndLook, type Step } from "../execute/Step.ts"
import * as Outcome from "../Outcome.ts"
import { actingRaw, type Facts } from "../plan/Facts.ts"
import { framesOf } from "../plan/PlannedFrames.ts"
import * as Refuse from "../Refuse.ts"
import { eachAlone, type Kind, type Write } from "./Kind.ts"

/** The charge states that can be forced. */
export type ForcedCharge = "absorption" | "float" | "equalise"

/** Forces a charge state, once. */
export interface ChargeChange {
  readonly _tag: "Charge"
  readonly to: ForcedCharge
}

/** A charge state to be forced, once. */
export const ChargeWrite = Schema.TaggedStruct("Charge", {
  to: Schema.Literals(["absorption", "float", "equalise"])
})
export type ChargeWrite = typeof ChargeWrite.Type

/** The flag that says that the battery is a lithium one. */
const LITHIUM = 36

/** Equalising is refused unless the battery is known to be no lithium one. */
const plan = ({ to }: ChargeChange, facts: Facts): Result.Result<Write<ChargeWrite>, ControlError> => {
  const word = actingRaw(facts, Flag.wordOf(LITHIUM))
  if (to === "equalise" && (word === null || Flag.isSet(LITHIUM, word))) {
    return Refuse.forbidden(
      "force equalise",
      word === null
        ? "the unit does not report whether the battery is a lithium one"
        : "the battery is configured as lithium, and equalising would damage it",
      "Force absorption instead"
    )
  }
  return Result.succeed({
    name: `force ${to}`,
    action: { _tag: "Charge", to },
    before: "as the charger decides",
    after: to,
    ...framesOf({ _tag: "DeviceStateRequest", action: `force-${to}`, spare: Words.NONE }),
    unchanged: false,
    notes: ["sent once, never repeated by itself"],
    warnings:
      to === "equalise"
        ? [
            "equalising charges above the absorption voltage: only for flooded lead batteries, with the loads off"
          ]
        : []
  })
}

/** How the device names what was forced. */
const chargeStates = { absorption: "forced-absorption", float: "float", equalise: "equalise" } as const

const INSTEAD =
  "The charger goes on by itself: a charge state cannot be taken back, only another one be forced"

const LOOKS = 10
const LOOK_MILLIS = 500

const stateText = ({ state, subState }: DeviceState.Reply): string =>
  state === "charge" ? `charge, ${subState}` : state

/** The state of the unit after a while. Stops looking once it is the one to be forced. */
const look = (wanted: string, { ask }: Step): Effect.Effect<string, LinkError> =>
  Effect.sleep(LOOK_MILLIS).pipe(
    Effect.andThen(ask(Question.deviceState, LOOK)),
    Effect.map(({ value }) => stateText(value)),
    Effect.repeat({ times: LOOKS - 1, until: (state) => state === wanted })
  )

const execute = ({ name, action: { to } }: Write<ChargeWrite>, step: Step): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      const wanted = `charge, ${chargeStates[to]}`
      const before = stateText((yield* step.ask(Question.deviceState)).value)
      return yield* sendAndLook(step, {
        look: look(wanted, step),
        judge: (state, attempt) => {
          if (state === wanted && state !== before) return Effect.succeed(Outcome.written("observed"))
          if (attempt._tag === "Unanswered") {
            return Effect.succeed(Outcome.unknown(Outcome.causeOf(attempt.error)))
          }
          // What it did already it goes on doing: there the answer has to do.
          return Effect.succeed(
            state === wanted
              ? Outcome.written("acknowledged")
              : otherwise({ what: name, before, wanted, found: state, instead: INSTEAD }, state === before)
          )
        }
      })
    })
  )

/** The charge state. */
export const charge: Kind<ChargeChange, ChargeWrite, never> = {
  turn: 6,
  changes: ["Charge"],
  subject: () => "charge state",
  needs: ({ to }) => ({ settings: to === "equalise" ? [Flag.wordOf(LITHIUM)] : [] }),
  plan: eachAlone(plan),
  writing: {
    tag: "Charge",
    action: ChargeWrite,
    destination: () => "once",
    order: (request) =>
      request._tag === "DeviceStateRequest"
        ? Question.winmon(
            `${request.action.replace("-", " ")} (0E)`,
            request,
            () => (reply) => (reply._tag === "DeviceStateReply" ? reply : undefined),
            "write"
          )
        : undefined,
    pace: () => [{ name: "Charge", millis: 5000 }],
    execute,
    undo: () => []
  }
}
