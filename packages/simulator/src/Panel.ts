/**
 * Who may switch the system, and how much it may draw: the switch on the unit, what panels ask for, and what comes of
 * both. Reference: protocol.md 3.5.4, 3.6.
 */
import { Switch, SwitchRegister } from "@vebus/codec"
import type * as Model from "./Model.ts"
import type * as Profile from "./Profile.ts"

/** Switch position and input current limit that panels set for the whole system. They survive the adapter. */
export interface State {
  readonly requested: SwitchRegister.SwitchPosition
  readonly limitRaw: number
}

/** The positions of the switch on the unit itself. */
export const frontPositions = ["off", "charger-only", "on"] as const
export type FrontSwitch = (typeof frontPositions)[number]

/** Bits of the switch register. */
const FRONT_UP = 0x04
const FRONT_DOWN = 0x08
const RESULTING = 4
/** All that the switches decide. */
const SWITCHES = 0x3f

type Config = Profile.Profile["frames"]["config"]["value"]

const configOf = ({ profile }: Model.Model): Config => profile.frames.config.value

/** The panel as a profile has it. */
export const make = (model: Model.Model): State => {
  const { switchRegister, actualLimitRaw } = configOf(model)
  return { requested: SwitchRegister.requested(switchRegister), limitRaw: actualLimitRaw }
}

/** The switch on the unit as a profile has it. */
export const frontOf = (model: Model.Model): FrontSwitch => {
  const { switchRegister } = configOf(model)
  return (switchRegister & FRONT_UP) !== 0
    ? "on"
    : (switchRegister & FRONT_DOWN) !== 0
      ? "charger-only"
      : "off"
}

const front = {
  off: { bits: 0, allowed: 0 },
  "charger-only": { bits: FRONT_DOWN, allowed: 1 },
  on: { bits: FRONT_UP, allowed: 3 }
} as const satisfies Record<FrontSwitch, { readonly bits: number; readonly allowed: number }>

/** The switch register: what was asked for, what the front switch allows, and what comes out of both. */
export const register = (model: Model.Model, { requested }: State, position: FrontSwitch): number => {
  const asked = SwitchRegister.SwitchPosition.literals.indexOf(requested)
  const { bits, allowed } = front[position]
  return (configOf(model).switchRegister & ~SWITCHES) | bits | asked | ((asked & allowed) << RESULTING)
}

/** Bit of the AC input configuration: a remote panel may change the limit. */
const CHANGEABLE = 0x04

/** A limit demanded by a panel: kept between lowest and highest; none demanded means the highest. */
export const withLimit = (panel: State, model: Model.Model, limitRaw: number): State => {
  const { acInputConfig } = configOf(model)
  return (acInputConfig & CHANGEABLE) === 0 ? panel : { ...panel, limitRaw: limited(model, limitRaw) }
}

/** A limit of the unit's own setting, kept between lowest and highest. */
export const withOwnLimit = (panel: State, model: Model.Model, limitRaw: number): State => ({
  ...panel,
  limitRaw: limited(model, limitRaw)
})

const limited = (model: Model.Model, limitRaw: number): number => {
  const { minLimitRaw, maxLimitRaw } = configOf(model)
  return limitRaw >= Switch.NO_LIMIT ? maxLimitRaw : Math.min(Math.max(limitRaw, minLimitRaw), maxLimitRaw)
}
