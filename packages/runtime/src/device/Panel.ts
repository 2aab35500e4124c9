/**
 * Switch and input current limit of the system, as they are in force. Reference: protocol.md 3.5.4.
 */
import { Quantity, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"

/** Switch position and input current limit in force, in amperes. */
export const Panel = Schema.Struct({
  /** `null`: the device does not report it. */
  switch: Schema.NullOr(Reading.Switch),
  /** Of the input that is active; `null` on an inverter, which has no AC input. */
  currentLimit: Schema.NullOr(
    Schema.Struct({
      actual: Quantity.Amperes,
      minimum: Quantity.Amperes,
      maximum: Quantity.Amperes,
      /** Whether a panel may change it. */
      changeable: Schema.Boolean,
      /** Whether a Digital Multi Control is dedicated to it. */
      digitalMultiControl: Schema.Boolean
    })
  ),
  /** The AC input that was active last: 0 is AC1. */
  activeInput: Schema.Literals([0, 1, 2, 3]),
  /** How many AC inputs there are; an inverter has 0. */
  inputCount: Schema.Int,
  panelDetected: Schema.Boolean,
  raw: Schema.Struct({
    actual: Words.Raw16,
    minimum: Words.Raw16,
    maximum: Words.Raw16,
    switchRegister: Schema.NullOr(Words.Uint8)
  }),
  time: Described.Time
})
export type Panel = typeof Panel.Type

/** Switch and limit of the system. */
export const read = (unit: Unit): Effect.Effect<Panel, LinkError> =>
  Effect.map(unit.ask(Question.acInputConfig), (answer) => {
    const { value: config } = answer
    const { activeInput, inputCount, panelDetected, digitalMultiControl, switchRegister } = config
    const limit = Reading.currentLimitOf(config)
    return {
      switch: Reading.switchOf(config),
      currentLimit:
        limit === null ? null : { ...limit, changeable: config.limitChangeable, digitalMultiControl },
      activeInput,
      inputCount,
      panelDetected,
      raw: {
        actual: config.actualLimitRaw,
        minimum: config.minimumLimitRaw,
        maximum: config.maximumLimitRaw,
        switchRegister
      },
      time: Described.timeOf(answer)
    }
  })
