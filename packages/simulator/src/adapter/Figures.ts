/**
 * The figures of the whole system as the plant has them: what flows on each phase and in all, what the battery takes,
 * and what of it each unit carries. A unit that is not heard works on and counts. They are what readings of a host are
 * compared with, so nothing of them comes from a frame or from the word of a RAM variable, and no rule of a host is in
 * them: where a host cannot know a figure, it stands here all the same.
 *
 * Powers at the AC input are positive when drawn, the inverter power and the battery current when they charge.
 * Reference: protocol.md 5.2, 6.10.
 */
import { States } from "@vebus/codec"
import * as Device from "../unit/Device.ts"
import * as Profile from "../profile/Profile.ts"
import * as System from "./System.ts"

/** Powers through a unit, a phase or a system. */
export interface Powers {
  readonly inputWatts: number
  readonly outputWatts: number
  readonly inverterWatts: number
}

/** One phase, with all units that work on it. */
export interface PhaseFigures extends Powers {
  /** 1 for L1. */
  readonly phase: number
}

/** One unit. */
export interface UnitFigures extends Powers {
  readonly address: number
  /** The phase that it works on, 1 for L1; `null` for one that feeds two lines. */
  readonly phase: number | null
  readonly presence: Device.Presence
  /** Main state as it would tell it, numbered as in protocol.md 4.5.3. */
  readonly state: number
  readonly batteryVolts: number
  readonly batteryAmperes: number
  /** The energy that has flowed through it since the start, by the way it took, in the order of the energy counters. */
  readonly flowedJoules: ReadonlyArray<number>
}

/** The whole system. */
export interface Figures extends Powers {
  readonly batteryVolts: number
  readonly batteryAmperes: number
  /** How many AC inputs there are, and which is in use or was last, 1 for AC1; `null` where there is none. */
  readonly inputs: number
  readonly activeInput: 1 | 2 | null
  readonly phases: ReadonlyArray<PhaseFigures>
  /** In the order of their addresses. */
  readonly units: ReadonlyArray<UnitFigures>
}

/** The figures of a system now. */
export const make = (system: System.State): Figures => {
  const { units, live } = system.plant
  return {
    ...sum(units),
    batteryVolts: live.batteryVolts,
    batteryAmperes: units.reduce((amperes, unit) => amperes + unit.batteryAmperes, 0),
    inputs: system.inputs.length,
    activeInput: system.inputs.length === 0 ? null : system.panel.input === 0 ? 1 : 2,
    phases: phasesOf(system),
    units: system.devices.map((device) => unitOf(system, device))
  }
}

/** The plant lists its units phase by phase. */
const phasesOf = ({ plant: { site, units } }: System.State): ReadonlyArray<PhaseFigures> => {
  let before = 0
  return site.unitsByPhase.map((count, index) => {
    const own = units.slice(before, before + count)
    before += count
    return { phase: index + 1, ...sum(own) }
  })
}

const unitOf = (system: System.State, device: Device.State): UnitFigures => {
  const { inputWatts, outputWatts, inverterWatts, batteryVolts, batteryAmperes } = System.liveOf(
    system,
    device
  )
  return {
    address: device.address,
    phase: system.plant.site.lines === 2 ? null : Profile.phaseOf(device.address) + 1,
    presence: device.presence,
    state: States.OperatingState.encode(Device.told(device).state),
    inputWatts,
    outputWatts,
    inverterWatts,
    batteryVolts,
    batteryAmperes,
    flowedJoules: System.energyOf(system, device).flowed
  }
}

const sum = (parts: ReadonlyArray<Powers>): Powers => ({
  inputWatts: parts.reduce((watts, part) => watts + part.inputWatts, 0),
  outputWatts: parts.reduce((watts, part) => watts + part.outputWatts, 0),
  inverterWatts: parts.reduce((watts, part) => watts + part.inverterWatts, 0)
})
