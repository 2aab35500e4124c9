/**
 * All that one port leads to: the adapter, the units on the bus, what was asked of them as a whole, and the plant
 * around them. Commands are functions from a system to a system and the frames that answer.
 */
import { BusLines, type Frames, LedMasks, Scale, SwitchRegister, type Words } from "@vebus/codec"
import * as Adapter from "./Adapter.ts"
import * as Device from "../unit/Device.ts"
import * as Ess from "../unit/Ess.ts"
import * as Following from "../unit/Following.ts"
import type * as Foreign from "./Foreign.ts"
import * as Model from "../profile/Model.ts"
import * as Panel from "./Panel.ts"
import type { Manager, Orders } from "../world/Orders.ts"
import * as Energy from "../world/Energy.ts"
import * as Live from "../world/Live.ts"
import * as Mains from "../world/Mains.ts"
import * as Plant from "../world/Plant.ts"
import type { Site } from "../world/Site.ts"
import * as Power from "./Power.ts"
import * as Profile from "../profile/Profile.ts"
import * as Rules from "../unit/Rules.ts"
import * as Siting from "../world/Siting.ts"
import * as Inputs from "../world/Inputs.ts"

export interface State {
  readonly adapter: Adapter.State
  /** The units by address: the first is the master of L1. */
  readonly devices: readonly [Device.State, ...ReadonlyArray<Device.State>]
  readonly panel: Panel.State
  /** The AC inputs, AC1 first; the plant works with the source of the one in use. */
  readonly inputs: ReadonlyArray<Inputs.State>
  readonly front: Panel.FrontSwitch
  readonly power: Power.State
  /** A VE.Bus error that somebody has ordered, or `null` for the one that the units find themselves. */
  readonly orderedError: number | null
  /** How long the adapter is silent when it restarts alone. */
  readonly adapterRestartMillis: number
  /** The seed of the unexplained bytes of the next DC frame; `null` while they are always those of the profile. */
  readonly dcSeed: number | null
  /** How many answers to F 7 are still those of another unit. */
  readonly mixUps: number
  /** Another controller that steers the system, or `null`. */
  readonly foreign: Foreign.State | null
  readonly plant: Plant.State
  /** The rules of the plant, and the settings that they were made of. */
  readonly rules: { readonly settings: Device.WordsById; readonly rules: Orders["rules"] }
  /** Of which step of the plant the units hold the measurements: that which was due before this time. */
  readonly measuredAt: number
  /** How long a set-point of the ESS assistant holds. */
  readonly essTimeoutMillis: number
  /** How the units follow set-points, and where each of them is, by phase; `null`: no host has set any. */
  readonly following: Following.State
  /** The password that opens protected settings, or `null` when none does. */
  readonly password: ReadonlyArray<number> | null
}

/** A system without its plant. */
type Bare = Omit<State, "plant" | "measuredAt">

/** The result of a command: the system after it, and the frames that answer it. */
export type Outcome = readonly [State, ReadonlyArray<Frames.Reply>]

/** How long units are silent when they restart, and the adapter with them when all do, in milliseconds. */
export const RESTART_MILLIS = 1500
/** How long an adapter is silent that restarts alone: hosts wait a second after R and ask once. */
const ADAPTER_RESTART_MILLIS = 800

/** No frames. */
export const SILENCE: ReadonlyArray<never> = []

/** How a system begins, besides its profile. */
export interface Options {
  readonly seed: number
  readonly at: number
  /** Instead of what the profile says. */
  readonly essTimeoutMillis?: number | undefined
  readonly following?: Partial<Following.Habits> | undefined
  readonly password?: ReadonlyArray<number> | undefined
  readonly varyDcBytes?: boolean | undefined
  readonly adapterRestartMillis?: number | undefined
}

const ESS_TIMEOUT_SECONDS = 15

/** A system as it is at a time in milliseconds. */
export const make = (profile: Profile.Profile, options: Options): State => {
  const [first, ...others] = profile.units ?? [{ address: profile.device.address.value }]
  const deviceOf = (unit: Profile.Unit) => Device.make(Model.make(profile, unit), unit.address, unit.presence)
  const devices: State["devices"] = [deviceOf(first), ...others.map(deviceOf)]
  const [{ model }] = devices
  const essSeconds = profile.ess?.timeoutSeconds.value ?? ESS_TIMEOUT_SECONDS
  const site = Siting.make(
    model,
    devices.map(({ address }) => address)
  )
  const bare: Bare = {
    adapter: Adapter.make(profile),
    devices,
    panel: Panel.make(model),
    inputs: Inputs.make(profile),
    front: Panel.frontOf(model),
    power: Power.initial,
    orderedError: null,
    adapterRestartMillis: options.adapterRestartMillis ?? ADAPTER_RESTART_MILLIS,
    dcSeed: options.varyDcBytes === false ? null : options.seed,
    mixUps: 0,
    foreign: null,
    rules: rulesOf(devices[0], site),
    essTimeoutMillis: options.essTimeoutMillis ?? essSeconds * 1000,
    following: Following.make(options.following, site.unitsByPhase.length, options.seed),
    password: options.password ?? null
  }
  const plant = Plant.make(site, options.seed, options.at, orders(bare, site, options.at))
  return measured({ ...bare, plant, measuredAt: Number.NEGATIVE_INFINITY })
}

const rulesOf = (device: Device.State, site: Site): State["rules"] => ({
  settings: device.active,
  rules: Rules.make(device, site)
})

/** The plant a step later. The units measure it when somebody looks. */
export const tick = (system: State, at: number): State => {
  const { devices, plant } = system
  const rules = system.rules.settings === devices[0].active ? system.rules : rulesOf(devices[0], plant.site)
  const next = onChosenInput(followed({ ...system, rules }, at), at)
  return withCounters({ ...next, plant: Plant.tick(next.plant, orders(next, plant.site, at)) }, at)
}

/** The system a step later on its way to the set-points of a host. */
const followed = (system: State, at: number): State => {
  const { devices, plant, essTimeoutMillis, following } = system
  const phases = plant.site.unitsByPhase.map((units, phase) => ({
    manager: managerOf(devices, phase, essTimeoutMillis, at),
    writtenAt: assistantOf(devices, phase)?.ess?.writtenAt ?? at,
    inputWatts: inputOf(plant, phase, units)
  }))
  const next = Following.advance(following, phases, at)
  return next === following ? system : { ...system, following: next }
}

/** The watts that all units of a phase draw. */
const inputOf = ({ units, site }: Plant.State, phase: number, count: number): number => {
  const before = site.unitsByPhase.slice(0, phase).reduce((sum, each) => sum + each, 0)
  return units.slice(before, before + count).reduce((sum, { inputWatts }) => sum + inputWatts, 0)
}

/** The system on the input that is to be used now, with its source and its limit. */
const onChosenInput = (system: State, at: number): State => {
  const { inputs, panel, plant } = system
  const input = Inputs.choose(inputs, panel.input, at)
  return input === panel.input
    ? system
    : {
        ...system,
        panel: Panel.onInput(panel, input),
        plant: { ...plant, mains: Mains.connect(plant.mains, plant.site, inputs[input]!.source, input) }
      }
}

/** Another source at an input. On the one in use it shows at once. */
export const withSource = (system: State, input: Inputs.Input, source: Mains.Source, at: number): State => {
  const { inputs, panel, plant } = system
  if (input >= inputs.length) return system
  const next = { ...system, inputs: Inputs.withSource(inputs, input, source, at) }
  return onChosenInput(
    input === panel.input
      ? { ...next, plant: { ...plant, mains: Mains.connect(plant.mains, plant.site, source) } }
      : next,
    at
  )
}

/** Energy counters that are cleared: they survive no loss of power, and in some units not even a switch. */
const withCounters = (system: State, at: number): State => {
  const { devices, plant, power } = system
  const isOff = isSwitchedOff(system)
  const lost = devices.filter(
    ({ presence, awayUntil, model: { profile } }) =>
      power.isAsleep ||
      presence === "off" ||
      awayUntil > at ||
      (isOff && profile.device.countersClearedWhenOff?.value === true)
  )
  if (lost.length === 0) return system
  const places = new Set(lost.flatMap((device) => placesOf(system, device)))
  const energy = plant.energy.map((each, place) => (places.has(place) ? Energy.cleared(each) : each))
  return { ...system, plant: { ...plant, energy } }
}

/** The units with what they measure now. */
export const measured = (system: State): State => {
  const { plant, measuredAt } = system
  if (measuredAt === plant.dueAt) return system
  const next = mapDevices(system, (device) =>
    Device.measure(device, liveOf(system, device), energyOf(system, device).counts)
  )
  return { ...next, measuredAt: plant.dueAt }
}

/** The measurements of a unit by the plant. */
export const liveOf = (system: State, { address }: Device.State): Live.Live => {
  const { units, site } = system.plant
  return site.lines === 2 ? Live.joined(units[0]!, units[1]!) : units[placeOf(system, address)]!
}

/** The energy that has flowed through a unit, and its counters. */
export const energyOf = (system: State, { address }: Device.State): Energy.State => {
  const { energy, site } = system.plant
  return site.lines === 2 ? Energy.joined(energy[0]!, energy[1]!) : energy[placeOf(system, address)]!
}

/** The places of a unit among those of the plant. */
const placesOf = (system: State, { address }: Device.State): ReadonlyArray<number> =>
  system.plant.site.lines === 2 ? [0, 1] : [placeOf(system, address)]

/** The place of a unit among those of the plant, which go phase by phase. */
const placeOf = ({ devices, plant }: State, address: number): number => {
  const phase = Profile.phaseOf(address)
  const { unitsByPhase } = plant.site
  const before = unitsByPhase.slice(0, phase).reduce((sum, units) => sum + units, 0)
  return (
    before +
    devices.filter((other) => Profile.phaseOf(other.address) === phase && other.address < address).length
  )
}

export const mapDevices = (system: State, change: (device: Device.State) => Device.State): State => {
  const [first, ...others] = system.devices
  return { ...system, devices: [change(first), ...others.map(change)] }
}

/** A system in which one unit has done something that may concern them all. */
export const withDevice = (system: State, before: Device.State, after: Device.State): State => {
  const next = mapDevices(system, (device) => (device === before ? after : device))
  if (before !== system.devices[0]) return next
  return ([0, 1] as const).reduce((changed, input) => {
    const setting = Panel.limitSettings[input]
    return after.active[setting] === before.active[setting]
      ? changed
      : { ...changed, panel: Panel.withOwnLimit(changed.panel, after.model, after.active, input) }
  }, next)
}

/** A system in which some units restart. The first brings the limit of its stored settings along. */
export const restarted = (
  system: State,
  concerns: (device: Device.State) => boolean,
  awayUntil: number
): State => {
  const next = mapDevices(system, (device) => (concerns(device) ? Device.restart(device, awayUntil) : device))
  const [{ model, active }] = next.devices
  return concerns(system.devices[0]) ? { ...next, panel: Panel.restarted(system.panel, model, active) } : next
}

/** The unit with an address, unless there is none or it does not answer. */
export const deviceAt = (system: State, address: number, at: number): Device.State | null =>
  system.devices.find((device) => device.address === address && Device.answers(device, at)) ?? null

/** The unit that speaks for the system, unless it does not answer. */
export const master = ({ devices: [first] }: State, at: number): Device.State | null =>
  Device.answers(first, at) ? first : null

/** The system with its units as somebody has changed one of them, or all. While all are switched off the bus sleeps. */
export const withPresence = (
  system: State,
  presence: Device.Presence,
  concerns: (device: Device.State) => boolean
): State => {
  const next = mapDevices(system, (device) => (concerns(device) ? { ...device, presence } : device))
  const isDead = next.devices.every((device) => device.presence === "off")
  const wasDead = system.devices.every((device) => device.presence === "off")
  if (isDead) return { ...next, power: Power.sleep(next.power) }
  return wasDead ? { ...next, power: { ...next.power, isAsleep: false } } : next
}

/** How many phases the system has. */
export const phaseCount = ({ devices: [{ model }] }: State): 1 | 2 | 3 | 4 =>
  model.profile.device.phases.value

/**
 * The unit that speaks for a phase: 0, 1 and 2 are the masters of L1, L2 and L3. A unit that feeds two lines speaks for
 * both, with what it measures on each.
 */
export const phaseMaster = (system: State, phase: number): Device.State | null => {
  const { devices, plant } = system
  if (plant.site.lines === 1)
    return phase > phaseCount(system) ? null : (devices.find(({ address }) => address === phase - 1) ?? null)
  const line = plant.units[phase - 1]
  return line === undefined ? null : Device.measure(devices[0], line, devices[0].energyCounts)
}

/** How many units work on the phase that a unit works on. */
const unitsBeside = ({ plant }: State, { address }: Device.State): number =>
  plant.site.unitsByPhase[Profile.phaseOf(address)] ?? 1

/** How many units work on the phase of a unit, and how many of them its AC frame counts. */
export const unitsOf = (system: State, device: Device.State) => ({
  working: unitsBeside(system, device),
  heard: unitsAtStart(system, device)
})

/** How many of the units on a phase were heard when the system started: what the factors of its AC frame say. */
const unitsAtStart = ({ devices }: State, { address, model: { profile } }: Device.State): number => {
  const units = profile.units ?? devices
  const heard = units.filter(
    (unit) =>
      Profile.phaseOf(unit.address) === Profile.phaseOf(address) && (unit.presence ?? "present") === "present"
  )
  return Math.max(heard.length, 1)
}

/** The lamps that the adapter knows of: none while a unit is switched off, for the others then show an error. */
export const leds = ({ devices }: State, at: number): LedMasks.LedMasks => {
  const speaker = devices.find((device) => Device.answers(device, at))
  return speaker === undefined || devices.some(({ presence }) => presence === "off")
    ? LedMasks.NO_INFORMATION
    : Device.leds(speaker)
}

/** The alarms of all units that answer. */
export const alarms = ({ devices }: State, at: number): number =>
  devices.reduce((bits, device) => (Device.answers(device, at) ? bits | Device.alarms(device) : bits), 0)

/** The device count is wrong. */
const MISSING_UNIT = 3
const NO_ERROR = 0

/** The VE.Bus error that the adapter reports: a unit that is missing is one. */
export const vebusError = ({ orderedError, devices }: State): number =>
  orderedError ?? (devices.some(({ presence }) => presence !== "present") ? MISSING_UNIT : NO_ERROR)

/** The switch register: what was asked for, what the front switch allows, and what comes out of both. */
export const switchRegister = ({ devices: [{ model }], panel, front }: Bare): number =>
  Panel.register(model, panel, front)

/** Whether nothing but the adapter's standby line keeps the system from falling asleep. */
const isSwitchedOff = (system: State): boolean => {
  const register = switchRegister(system)
  return !SwitchRegister.chargeEnabled(register) && !SwitchRegister.invertEnabled(register)
}

/** Settles when the system falls asleep, after something may have changed that matters for it. */
export const settled = (system: State, at: number): State => {
  const isHeld = (system.adapter.lines & BusLines.STANDBY) !== 0
  const power = Power.settle(system.power, isSwitchedOff(system) && !isHeld, at)
  return power === system.power ? system : { ...system, power }
}

const orders = (system: Bare, site: Site, at: number): Orders => {
  const { devices, panel, essTimeoutMillis } = system
  const register = switchRegister(system)
  // A unit that restarts or is switched off takes the others with it.
  const isThere = devices.every(({ awayUntil, presence }) => awayUntil <= at && presence !== "off")
  const forced = devices.find((device) => device.forced !== null && device.forced.until > at)?.forced
  return {
    charge: isThere && SwitchRegister.chargeEnabled(register),
    invert: isThere && SwitchRegister.invertEnabled(register),
    limitAmperes: Scale.limitAmperes(panel.limitRaw as Words.Raw16),
    forced: forced?.subState ?? null,
    managers: site.unitsByPhase.map((_, phase) =>
      Following.followed(system.following, phase, managerOf(devices, phase, essTimeoutMillis, at))
    ),
    rules: system.rules.rules
  }
}

/** The unit of a phase that has the assistant: its master. */
const assistantOf = (devices: ReadonlyArray<Device.State>, phase: number): Device.State | undefined =>
  devices.find(({ address }) => address === phase) ?? (devices.length === 1 ? devices[0] : undefined)

/** Who manages the power of a phase. */
const managerOf = (
  devices: ReadonlyArray<Device.State>,
  phase: number,
  timeoutMillis: number,
  at: number
): Manager => {
  const device = assistantOf(devices, phase)
  const ess = device?.model.profile.ess
  return device === undefined || ess === undefined
    ? "none"
    : Ess.manager(device.ess, device.ram[ess.setpointId + 1] ?? 0, timeoutMillis, at)
}
