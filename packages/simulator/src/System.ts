/**
 * All that one port leads to: the adapter, the units on the bus, what was asked of them as a whole, and the plant
 * around them. Commands are functions from a system to a system and the frames that answer.
 */
import { type Frames, LedMasks, SwitchRegister } from "@vebus/codec"
import * as Adapter from "./Adapter.ts"
import * as Device from "./Device.ts"
import * as Model from "./Model.ts"
import * as Plant from "./Plant.ts"
import type * as Profile from "./Profile.ts"

/** Switch position and input current limit that S sets for the whole system. They survive the adapter. */
export interface Panel {
  readonly requested: SwitchRegister.SwitchPosition
  readonly limitRaw: number
}

export interface State {
  readonly adapter: Adapter.State
  /** The units, the one with the lowest address first: it is the master of L1. */
  readonly devices: readonly [Device.State, ...ReadonlyArray<Device.State>]
  readonly panel: Panel
  readonly plant: Plant.State
}

/** What a command did: the system after it, and the frames that answer it. */
export type Outcome = readonly [State, ReadonlyArray<Frames.Reply>]

/** How long adapter and units are silent when they restart, in milliseconds. */
export const RESTART_MILLIS = 1500

/** No frames. */
export const SILENCE: ReadonlyArray<never> = []

/** A system of one unit as it is at a time in milliseconds. */
export const make = (profile: Profile.Profile, seed: number, at: number): State => {
  const model = Model.make(profile)
  const { switchRegister, actualLimitRaw } = profile.frames.config.value
  const device = Device.make(model, profile.device.address.value)
  const panel: Panel = { requested: SwitchRegister.requested(switchRegister), limitRaw: actualLimitRaw }
  const plant = Plant.make(model.site, seed, at, orders(device, panel, at))
  return {
    adapter: Adapter.make(profile),
    devices: [Device.measure(device, plant.live, plant.energy)],
    panel,
    plant
  }
}

/** The plant a step later, and what the units measure of it. */
export const tick = (system: State, at: number): State => {
  const plant = Plant.tick(system.plant, orders(system.devices[0], system.panel, at))
  return mapDevices({ ...system, plant }, (device) => Device.measure(device, plant.live, plant.energy))
}

export const mapDevices = (system: State, change: (device: Device.State) => Device.State): State => {
  const [first, ...others] = system.devices
  return { ...system, devices: [change(first), ...others.map(change)] }
}

/** The unit with an address, unless there is none or it is restarting. */
export const deviceAt = (system: State, address: number, at: number): Device.State | null =>
  system.devices.find((device) => device.address === address && device.awayUntil <= at) ?? null

/** The unit that speaks for the system, unless it is restarting. */
export const master = ({ devices: [first] }: State, at: number): Device.State | null =>
  first.awayUntil <= at ? first : null

/** How many phases the system has. */
export const phaseCount = ({ devices: [{ model }] }: State): 1 | 2 | 3 | 4 =>
  model.profile.device.phases.value

/** The lamps that the adapter knows of. */
export const leds = (system: State, at: number): LedMasks.LedMasks => {
  const device = master(system, at)
  return device === null ? LedMasks.NO_INFORMATION : Device.leds(device)
}

/** Bits of the switch register. */
const FRONT_UP = 0x04
const FRONT_DOWN = 0x08
const RESULTING = 4
const REQUESTED_MASK = 0x33

/** The switch register: what was asked for, what the front switch allows, and what comes out of both. */
export const switchRegister = ({ devices: [{ model }], panel }: State): number => registerOf(model, panel)

const registerOf = ({ profile }: Model.Model, panel: Panel): number => {
  const register = profile.frames.config.value.switchRegister
  const asked = SwitchRegister.SwitchPosition.literals.indexOf(panel.requested)
  const allowed = (register & FRONT_UP) !== 0 ? 3 : (register & FRONT_DOWN) !== 0 ? 1 : 0
  return (register & ~REQUESTED_MASK) | asked | ((asked & allowed) << RESULTING)
}

const orders = (device: Device.State, panel: Panel, at: number): Plant.Orders => {
  const { model } = device
  const { fullVolts } = model.site.battery
  const register = registerOf(model, panel)
  const value = (id: number, otherwise: number) => Device.setting(device, id) ?? otherwise
  return {
    charge: SwitchRegister.chargeEnabled(register),
    invert: SwitchRegister.invertEnabled(register),
    limitAmperes: panel.limitRaw / 10,
    absorptionVolts: value(Model.Setting.absorptionVoltage, fullVolts),
    floatVolts: value(Model.Setting.floatVoltage, fullVolts),
    bulkAmperes: value(Model.Setting.bulkCurrent, model.site.ratedAmperes),
    inverterVolts: value(Model.Setting.inverterVoltage, model.site.nominalVolts),
    forced: device.forced !== null && device.forced.until > at ? device.forced.subState : null
  }
}
