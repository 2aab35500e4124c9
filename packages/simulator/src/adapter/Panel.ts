/**
 * Who may switch the system, and how much it may draw: the switch on the unit, what panels ask for, and what comes of
 * both. Reference: protocol.md 3.5.4, 3.6.
 */
import { Switch, SwitchRegister } from "@vebus/codec"
import * as Model from "../profile/Model.ts"
import type * as Profile from "../profile/Profile.ts"
import * as Inputs from "../world/Inputs.ts"

/** The limit of one AC input. */
export interface Limit {
  /** The limit in force. */
  readonly limitRaw: number
  /** It is the unit's own setting: since that came into force, no panel has demanded another one. */
  readonly isOwnLimit?: true
}

/**
 * Switch position of the whole system, and input current limit of the AC input in use. What panels have set survives the
 * adapter, and a restart of the units too: `docs/decisions/0004-what-no-source-tells.md`.
 */
export interface State extends Limit {
  readonly requested: SwitchRegister.SwitchPosition
  /** The input in use. */
  readonly input: Input
  /** The limit of the other input, which comes into force with it; `null` where there is none. */
  readonly other: Limit | null
}

/** The positions of the switch on the unit itself. */
export const frontPositions = SwitchRegister.FrontSwitch.literals
export type FrontSwitch = SwitchRegister.FrontSwitch

/** Bits 0 and 1 of the switch register are what was asked for; bits 4 and 5 what comes of it. */
const CHARGE = 0x01
const INVERT = 0x02
const RESULTING = 4
/** All that the switches decide. */
const SWITCHES = 0x3f

type Input = Inputs.Input
type Config = Profile.Profile["frames"]["config"]["value"]

const configOf = ({ profile }: Model.Model): Config => profile.frames.config.value

/** The panel as a profile has it. A limit that differs from the unit's own must have come from a panel. */
export const make = (model: Model.Model): State => {
  const { switchRegister, actualLimitRaw } = configOf(model)
  const second = model.profile.frames.secondInput?.value
  return {
    requested: SwitchRegister.requested(switchRegister),
    input: 0,
    ...limitOf(model, 0, actualLimitRaw),
    other: second === undefined ? null : limitOf(model, 1, second.actualLimitRaw)
  }
}

const limitOf = (model: Model.Model, input: Input, limitRaw: number): Limit => {
  const own = ownLimit(model, model.settings, input)
  return own?.limitRaw === limitRaw ? own : { limitRaw }
}

/** The panel with another input in use, and its limit in force. */
export const onInput = (panel: State, input: Input): State => {
  const { requested, input: inUse, other, limitRaw, isOwnLimit } = panel
  if (input === inUse || other === null) return panel
  return { requested, input, ...other, other: isOwnLimit === true ? { limitRaw, isOwnLimit } : { limitRaw } }
}

/** The switch on the unit as a profile has it; one that does not tell it is on. */
export const frontOf = (model: Model.Model): FrontSwitch =>
  SwitchRegister.front(configOf(model).switchRegister) ?? "on"

/** The bits of each position, and what it allows. */
const front = {
  off: { bits: 0, allowed: 0 },
  "charger-only": { bits: 0x08, allowed: CHARGE },
  on: { bits: 0x04, allowed: CHARGE | INVERT }
} as const satisfies Record<FrontSwitch, { readonly bits: number; readonly allowed: number }>

/** The switch register: what was asked for, what the front switch allows, and what comes out of both. */
export const register = (model: Model.Model, { requested }: State, position: FrontSwitch): number => {
  const asked = SwitchRegister.SwitchPosition.literals.indexOf(requested)
  const { bits, allowed } = front[position]
  // An inverter without AC input has nothing to charge from.
  const resulting = asked & allowed & (Inputs.countOf(model.profile) === 0 ? INVERT : CHARGE | INVERT)
  return (configOf(model).switchRegister & ~SWITCHES) | bits | asked | (resulting << RESULTING)
}

/** Bit of the AC input configuration: a remote panel may change the limit. */
const CHANGEABLE = 0x04

/** A limit demanded by a panel: kept between lowest and highest; none demanded means the highest. */
export const withLimit = (panel: State, model: Model.Model, limitRaw: number): State => {
  const { acInputConfig } = configOf(model)
  const { requested, input, other } = panel
  return (acInputConfig & CHANGEABLE) === 0
    ? panel
    : { requested, input, limitRaw: limited(model, input, limitRaw), other }
}

type WordsById = Readonly<Record<string, number>>

/** The settings of the units that limit the current of an input, AC1 first. */
export const limitSettings = [Model.Setting.mainsLimit, Model.Setting.secondMainsLimit] as const

/** The limit of the unit's own setting, kept between lowest and highest; `null` when it lacks the setting. */
const ownLimit = (model: Model.Model, active: WordsById, input: Input): Limit | null => {
  const amperes = Model.settingValue(active, model.settingInfos, limitSettings[input])
  return amperes === null
    ? null
    : { limitRaw: limited(model, input, Math.round(amperes * 10)), isOwnLimit: true }
}

/** An input takes the limit of the unit's own setting. A unit without the setting changes nothing. */
export const withOwnLimit = (panel: State, model: Model.Model, active: WordsById, input: Input): State => {
  const own = ownLimit(model, active, input)
  if (own === null) return panel
  if (input === panel.input) return { ...panel, ...own }
  return panel.other === null ? panel : { ...panel, other: own }
}

/** After a restart of the unit: its own limits are those of the settings now in force, those of a panel stay. */
export const restarted = (panel: State, model: Model.Model, active: WordsById): State => {
  const inUse = panel.isOwnLimit === true ? withOwnLimit(panel, model, active, panel.input) : panel
  return panel.other?.isOwnLimit === true
    ? withOwnLimit(inUse, model, active, panel.input === 0 ? 1 : 0)
    : inUse
}

/** The lowest and the highest limit of an input. */
export const range = (
  model: Model.Model,
  input: Input
): { readonly minimum: number; readonly maximum: number } => {
  const second = model.profile.frames.secondInput?.value
  const { minLimitRaw, maxLimitRaw } = input === 1 && second !== undefined ? second : configOf(model)
  return { minimum: minLimitRaw, maximum: maxLimitRaw }
}

const limited = (model: Model.Model, input: Input, limitRaw: number): number => {
  const { minimum, maximum } = range(model, input)
  return limitRaw >= Switch.NO_LIMIT ? maximum : Math.min(Math.max(limitRaw, minimum), maximum)
}
