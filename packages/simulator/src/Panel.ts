/**
 * Who may switch the system, and how much it may draw: the switch on the unit, what panels ask for, and what comes of
 * both. Reference: protocol.md 3.5.4, 3.6.
 */
import { Switch, SwitchRegister } from "@vebus/codec"
import * as Model from "./Model.ts"
import type * as Profile from "./Profile.ts"

/**
 * Switch position and input current limit of the whole system. What panels have set survives the adapter, and a restart of
 * the units too: `docs/decisions/0004-what-no-source-tells.md`.
 */
export interface State {
  readonly requested: SwitchRegister.SwitchPosition
  /** The limit in force. */
  readonly limitRaw: number
  /** It is the unit's own setting: since that came into force, no panel has demanded another one. */
  readonly isOwnLimit?: true
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

/** The panel as a profile has it. A limit that differs from the unit's own must have come from a panel. */
export const make = (model: Model.Model): State => {
  const { switchRegister, actualLimitRaw } = configOf(model)
  const panel: State = { requested: SwitchRegister.requested(switchRegister), limitRaw: actualLimitRaw }
  const own = withOwnLimit(panel, model, model.settings)
  return own.limitRaw === actualLimitRaw ? own : panel
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
  return (acInputConfig & CHANGEABLE) === 0
    ? panel
    : { requested: panel.requested, limitRaw: limited(model, limitRaw) }
}

type WordsById = Readonly<Record<string, number>>

/** The limit of the unit's own setting, kept between lowest and highest. A unit without the setting changes nothing. */
export const withOwnLimit = (panel: State, model: Model.Model, active: WordsById): State => {
  const amperes = Model.settingValue(active, model.settingInfos, Model.Setting.mainsLimit)
  return amperes === null
    ? panel
    : { ...panel, limitRaw: limited(model, Math.round(amperes * 10)), isOwnLimit: true }
}

/** After a restart of the unit: its own limit is that of the settings now in force, the limit of a panel stays. */
export const restarted = (panel: State, model: Model.Model, active: WordsById): State =>
  panel.isOwnLimit === true ? withOwnLimit(panel, model, active) : panel

const limited = (model: Model.Model, limitRaw: number): number => {
  const { minLimitRaw, maxLimitRaw } = configOf(model)
  return limitRaw >= Switch.NO_LIMIT ? maxLimitRaw : Math.min(Math.max(limitRaw, minLimitRaw), maxLimitRaw)
}
