/**
 * A system after each kind of change. Reference: `Change.ts`.
 */
import type { Frames } from "@vebus/codec"
import * as Adapter from "../adapter/Adapter.ts"
import type { Change } from "./Change.ts"
import type * as Device from "../unit/Device.ts"
import * as Foreign from "../adapter/Foreign.ts"
import * as Panel from "../adapter/Panel.ts"
import * as Loads from "../world/Loads.ts"
import * as Mains from "../world/Mains.ts"
import type * as Plant from "../world/Plant.ts"
import * as Power from "../adapter/Power.ts"
import * as System from "../adapter/System.ts"

/** Makes a change at a time in milliseconds. Gives the frames that the adapter passes on because of it. */
export const apply = (system: System.State, change: Change, at: number): System.Outcome => {
  switch (change.change) {
    case "panel-frame":
      return panelFrame(system, commandOf(change.position, change.limit))
    case "panel":
      return panel(system, change, at)
    default:
      return [changed(system, change, at), System.SILENCE]
  }
}

type Quiet = Exclude<Change, { readonly change: "panel-frame" | "panel" }>

const changed = (system: System.State, change: Quiet, at: number): System.State => {
  const { plant, power } = system
  switch (change.change) {
    case "mains":
      return mains(system, change, at)
    case "load":
      return withPlant(system, {
        loads: plant.loads.map((loads, phase) => load(loads, change, phase, plant))
      })
    case "state-of-charge":
      return withPlant(system, { stateOfCharge: change.ratio })
    case "temperature":
      return withPlant(system, {
        protection: {
          ...plant.protection,
          batteryCelsius: change.battery ?? plant.protection.batteryCelsius,
          unitCelsius: change.unit ?? plant.protection.unitCelsius,
          ambientCelsius: change.ambient ?? plant.protection.ambientCelsius
        }
      })
    case "front-switch":
      return frontSwitch(system, change)
    case "silence":
      return System.withPresence(
        system,
        change.silent ? "silent" : "present",
        ({ address }) => address === change.address
      )
    case "vebus-error":
      return { ...system, orderedError: change.code }
    case "bus":
      return { ...system, power: { ...power, isUnplugged: !change.connected } }
    case "sleep":
      return { ...system, power: Power.sleep(power), panel: { ...system.panel, requested: "off" } }
    case "wake":
      return {
        ...system,
        front: "on",
        power: { ...power, isAsleep: false },
        panel: { ...system.panel, requested: "on" }
      }
    case "refuse":
      return System.mapDevices(system, (device) =>
        concerns(change, device)
          ? { ...device, refusals: { ...device.refusals, [change.command]: change.times ?? 1 } }
          : device
      )
    case "mix-up":
      return { ...system, mixUps: change.times ?? 1 }
    case "restart-adapter":
      return Power.isOn(power)
        ? { ...system, adapter: Adapter.restart(system.adapter, at + system.adapterRestartMillis) }
        : system
    case "hold":
      return held(system, change)
    case "release":
      return System.mapDevices(system, (device) =>
        concerns(change, device) ? { ...device, held: null } : device
      )
  }
}

/** A unit that is switched on at its front allows what the switch of the system allows. */
const frontSwitch = (
  system: System.State,
  { position, address }: Extract<Change, { readonly change: "front-switch" }>
): System.State =>
  address === undefined
    ? { ...system, front: position }
    : System.withPresence(
        system,
        position === "off" ? "off" : "present",
        (device) => device.address === address
      )

const withPlant = (system: System.State, change: Partial<Plant.State>): System.State => ({
  ...system,
  plant: { ...system.plant, ...change }
})

const mains = (
  system: System.State,
  { on, volts, hertz, unsteadiness, input }: Extract<Change, { readonly change: "mains" }>,
  at: number
): System.State => {
  const { power } = system
  const source: Mains.Source = {
    on,
    volts: volts ?? null,
    hertz: hertz ?? null,
    unsteadiness: unsteadiness ?? Mains.GRID.unsteadiness
  }
  const next = System.withSource(system, input === 2 ? 1 : 0, source, at)
  const wasOn = hasMains(system)
  const isOn = hasMains(next)
  return {
    ...next,
    power: isOn === wasOn ? power : isOn ? Power.acReturned(power) : Power.acLost(power)
  }
}

const hasMains = ({ inputs }: System.State): boolean => inputs.some(({ source }) => source.on)

const load = (
  loads: Loads.State,
  { watts, phase }: Extract<Change, { readonly change: "load" }>,
  index: number,
  { site }: Plant.State
): Loads.State => {
  if (phase === undefined) return Loads.set(loads, watts === null ? null : watts / site.unitsByPhase.length)
  return phase === index + 1 ? Loads.set(loads, watts) : loads
}

const concerns = ({ address }: { readonly address?: number }, device: Device.State): boolean =>
  address === undefined || address === device.address

const held = (system: System.State, change: Extract<Change, { readonly change: "hold" }>): System.State => {
  const address = change.address ?? system.devices[0].address
  return System.mapDevices(system, (device) => {
    if (!concerns({ address }, device)) return device
    const ram = { ...device.held?.ram, ...known(change.ram ?? {}, device) }
    return {
      ...device,
      ram: { ...device.ram, ...ram },
      held: {
        ram,
        leds: change.leds ?? device.held?.leds ?? null,
        alarms: change.alarms ?? device.held?.alarms ?? null,
        state: change.state ?? device.held?.state ?? null,
        subState: change.subState ?? device.held?.subState ?? null
      }
    }
  })
}

/** Words of variables that the unit has. */
const known = (words: Device.WordsById, { ram }: Device.State): Device.WordsById =>
  Object.fromEntries(Object.entries(words).filter(([id]) => ram[id] !== undefined))

const commandOf = (position: Foreign.Command["position"], limit: number | undefined): Foreign.Command => ({
  position,
  limitRaw: limit === undefined ? null : Math.round(limit * 10)
})

/** Another controller's frame: it steers unless our adapter keeps repeating its own, and is passed on if so asked. */
export const panelFrame = (system: System.State, command: Foreign.Command): System.Outcome => {
  const { adapter, devices } = system
  const moved = { ...system.panel, requested: command.position }
  const panel = Adapter.repeatsPanel(adapter)
    ? system.panel
    : command.limitRaw === null
      ? moved
      : Panel.withLimit(moved, devices[0].model, command.limitRaw)
  const passed: ReadonlyArray<Frames.Reply> = Adapter.forwardsPanels(adapter) ? [Foreign.frame(command)] : []
  return [{ ...system, panel }, passed]
}

const panel = (
  system: System.State,
  { position, limit, everyMillis }: Extract<Change, { readonly change: "panel" }>,
  at: number
): System.Outcome => {
  if (position === null) return [{ ...system, foreign: null }, System.SILENCE]
  const foreign = {
    ...commandOf(position, limit),
    everyMillis: Math.max(everyMillis ?? Foreign.EVERY_MILLIS, Foreign.LEAST_MILLIS),
    nextAt: at
  }
  return [{ ...system, foreign }, System.SILENCE]
}

/** The next frame of a controller that goes on steering. */
export const foreignFrame = (system: System.State, at: number): System.Outcome => {
  const { foreign } = system
  return foreign === null
    ? [system, System.SILENCE]
    : panelFrame({ ...system, foreign: { ...foreign, nextAt: at + foreign.everyMillis } }, foreign)
}
