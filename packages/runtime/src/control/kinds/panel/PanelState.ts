/**
 * The state that panels set, as a unit has it in force, as a write asks for it, and in words. Pure.
 * Reference: protocol.md 3.5.4, 3.6.
 */
import { type AcInputConfig, Switch, SwitchRegister, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Question from "../../../link/Question.ts"
import * as Errors from "../../ControlError.ts"
import { answer, type Facts, type Need } from "../../plan/Facts.ts"
import { quantity } from "../../Wording.ts"
import * as Effect from "effect/Effect"

/**
 * The state that a panel asks for: switch position, and input current limit in 0.1 A. 8000 and above ask for no limit,
 * which gives the highest that the unit allows.
 */
export const PanelState = Schema.Struct({
  position: SwitchRegister.SwitchPosition,
  limitRaw: Words.Raw16
})
export type PanelState = typeof PanelState.Type

/** Switch and limit, which travel in one frame. */
export const PanelWrite = Schema.TaggedStruct("Panel", {
  before: PanelState,
  wanted: PanelState,
  /** The AC input whose limit it is, 1 for AC1, where there are several: the one that was active. */
  input: Schema.optionalKey(Schema.Int)
})
export type PanelWrite = typeof PanelWrite.Type

/** The configuration of the AC inputs, with what is in force. */
export const config: Need<AcInputConfig.Reply> = {
  ask: (session) => Effect.map(session.ask(Question.acInputConfig), ({ value }) => value)
}

/** Refuses while somebody else steers the unit. */
export const mastered = (what: string, facts: Facts): Result.Result<void, Errors.ControlError> => {
  const master = masterOf(answer(facts, config), facts.master)
  return master === null ? Result.void : Result.fail(Errors.because(new Errors.OtherMaster({ what, master })))
}

/** Switch position and limit in words. */
export const text = ({ position, limitRaw }: PanelState): string =>
  `${position}, ${limitRaw >= Switch.NO_LIMIT ? "no limit" : quantity(limitRaw / 10, "A")}`

/** The state in force, as an S frame would ask for it; `null` when the unit does not report its switch position. */
export const inForce = (config: AcInputConfig.Reply): PanelState | null =>
  config.switchRegister === null
    ? null
    : { position: SwitchRegister.requested(config.switchRegister), limitRaw: config.actualLimitRaw }

/** The AC input whose limit is in force, and that a limit is set for: 1 is AC1. */
export const activeInput = (config: AcInputConfig.Reply): number => config.activeInput + 1

/** Who else steers the unit, in words, or `null`. */
export const masterOf = (config: AcInputConfig.Reply | null, heard: string | null): string | null =>
  heard ?? (config?.digitalMultiControl === true ? "a Digital Multi Control" : null)
