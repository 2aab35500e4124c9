/**
 * The state of a device. A unit that follows the master of its phase says `slave`: ask the master.
 * Reference: protocol.md 4.5.3.
 */
import { States, Words } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"

/** The operating state and the charge state of a unit. */
export const State = Schema.Struct({
  state: Schemas.named(States.OperatingState),
  /** `null` while the device does not charge. */
  chargeState: Schema.NullOr(Schemas.named(States.ChargeState)),
  raw: Schema.Struct({ state: Words.Uint8, subState: Words.Uint8 }),
  time: Described.Time
})
export type State = typeof State.Type

/** The state of a unit. */
export const read = (unit: Unit): Effect.Effect<State, LinkError> =>
  Effect.map(unit.ask(Question.deviceState), (answer) => {
    const { state, subState } = answer.value
    return {
      state,
      chargeState: state === "charge" ? subState : null,
      raw: { state: States.OperatingState.encode(state), subState: States.ChargeState.encode(subState) },
      time: Described.timeOf(answer)
    }
  })
