/**
 * The measured values of one unit. Units on the same phase share its power to the watt.
 */
import type { Draws } from "../Random.ts"
import type { Stage } from "./Charger.ts"
import { amperes, type Flow, type MainState, REACTIVE } from "./Flow.ts"
import type { Forced } from "./Orders.ts"
import { EFFICIENCY } from "./Site.ts"

export type SubState = "init" | Stage | Forced

export interface Live {
  readonly mainsVolts: number
  /** Of the mains as last measured. */
  readonly mainsHertz: number
  readonly mainsAmperes: number
  readonly inputWatts: number
  readonly outputVolts: number
  readonly outputAmperes: number
  readonly outputHertz: number
  readonly outputWatts: number
  /** From the AC side into the battery. */
  readonly inverterWatts: number
  /** The same powers as they are from moment to moment. */
  readonly unfiltered: { readonly inputWatts: number; readonly inverterWatts: number }
  readonly batteryVolts: number
  readonly batteryAmperes: number
  readonly batteryRippleVolts: number
  readonly stateOfCharge: number
  readonly state: MainState
  /** Means something while the state is `charge`. */
  readonly subState: SubState
  /** The alarm bits of protocol.md 3.4. */
  readonly alarms: number
  readonly isOnMains: boolean
  readonly batteryCelsius: number
}

/** The common figures of all units of a phase. */
export interface Phase extends Pick<
  Live,
  | "mainsVolts"
  | "mainsHertz"
  | "outputVolts"
  | "outputHertz"
  | "batteryVolts"
  | "batteryCelsius"
  | "stateOfCharge"
  | "subState"
  | "alarms"
  | "isOnMains"
> {
  readonly flow: Flow
  readonly units: number
}

/** How far the unfiltered powers stray. */
const RESTLESS_WATTS = 5

/** The part of a whole number of watts that one of several units takes. */
const partOf = (watts: number, units: number, index: number): number => {
  const least = Math.floor(watts / units)
  return least + (index < watts - least * units ? 1 : 0)
}

/** The power between converter and battery for one between converter and AC side. */
const direct = (inverterWatts: number): number =>
  inverterWatts >= 0 ? inverterWatts * EFFICIENCY : inverterWatts / EFFICIENCY

/** The power that the units of a phase put into the battery. */
export const directOf = ({ inverterWatts }: Flow, units: number): number => {
  let sum = 0
  for (let index = 0; index < units; index++) sum += direct(partOf(inverterWatts, units, index))
  return sum
}

/** The measurements of each unit of a phase. */
export const measure = (phase: Phase, chance: Draws): ReadonlyArray<Live> =>
  Array.from({ length: phase.units }, (_, index) => measureOne(phase, index, chance))

const measureOne = (phase: Phase, index: number, { draw }: Draws): Live => {
  const { flow, units, mainsVolts, outputVolts, batteryVolts, isOnMains } = phase
  const inverterWatts = partOf(flow.inverterWatts, units, index)
  const inputWatts = partOf(flow.inputWatts, units, index)
  const outputWatts = inputWatts - inverterWatts
  const reactive = (flow.outputWatts * REACTIVE) / units
  const batteryAmperes = direct(inverterWatts) / batteryVolts
  const inputNoise = Math.round(RESTLESS_WATTS * draw())
  const inverterNoise = Math.round(RESTLESS_WATTS * draw())
  return {
    mainsVolts,
    mainsHertz: phase.mainsHertz,
    mainsAmperes: isOnMains ? amperes(inputWatts, reactive, mainsVolts) : 0,
    inputWatts,
    outputVolts,
    outputAmperes: amperes(outputWatts, reactive, outputVolts),
    outputHertz: phase.outputHertz,
    outputWatts,
    inverterWatts,
    unfiltered: {
      inputWatts: inputWatts + (isOnMains ? inputNoise : 0),
      inverterWatts: inverterWatts + (outputVolts > 0 ? inverterNoise : 0)
    },
    batteryVolts,
    batteryAmperes,
    batteryRippleVolts: 0.02 + 0.004 * Math.abs(batteryAmperes),
    stateOfCharge: phase.stateOfCharge,
    state: flow.state,
    subState: phase.subState,
    alarms: phase.alarms,
    isOnMains,
    batteryCelsius: phase.batteryCelsius
  }
}

/** The measurements of one unit that works on two lines: powers and battery current of both, the rest of the first line. */
export const joined = (one: Live, other: Live): Live => ({
  ...one,
  inputWatts: one.inputWatts + other.inputWatts,
  outputWatts: one.outputWatts + other.outputWatts,
  inverterWatts: one.inverterWatts + other.inverterWatts,
  unfiltered: {
    inputWatts: one.unfiltered.inputWatts + other.unfiltered.inputWatts,
    inverterWatts: one.unfiltered.inverterWatts + other.unfiltered.inverterWatts
  },
  batteryAmperes: one.batteryAmperes + other.batteryAmperes
})
