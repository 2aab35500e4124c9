/**
 * Where the power of one phase goes, to the watt.
 *
 *     off the mains    the loads from the battery, or nothing
 *     on the mains     the loads and the charger from the mains; when the loads exceed the limit of the input current,
 *                      the battery helps
 *     with a manager   besides, power goes to and fro between battery and mains
 *
 * AC input is positive when drawn, the inverter power when charging: `outputWatts = inputWatts - inverterWatts` holds
 * always. Reference: protocol.md 5.2, 6.8.
 */
import type { Manager } from "./Orders.ts"
import { clamp } from "./Site.ts"

/** The operating state of the units of a phase, by the names of protocol.md 4.5.3. */
export type MainState = "down" | "off" | "invert-full" | "power-assist" | "bypass" | "charge"

export interface Flow {
  readonly state: MainState
  readonly inputWatts: number
  readonly outputWatts: number
  readonly inverterWatts: number
  /** The battery discharges into the mains or beside it because a manager wants it to. */
  readonly isDischarging: boolean
}

/** The circumstances of a phase. */
export interface Phase {
  /** The demand of the loads. */
  readonly loadWatts: number
  readonly mainsVolts: number
  readonly isOnMains: boolean
  /** The limit of the input current. */
  readonly limitAmperes: number
  readonly manager: Manager
  readonly exchangeWatts: number
  /** The demand of the charger. */
  readonly demandWatts: number
  /** The charger is switched off or kept from charging. */
  readonly isChargerOff: boolean
  readonly isForced: boolean
  /** The inverter may work: what it carries at most beside the mains, and what the battery can give. */
  readonly mayInvert: boolean
  readonly assists: boolean
  readonly inverterWatts: number
  readonly availableWatts: number
  /** Why nothing comes out off the mains: a switch, or something that went wrong. */
  readonly idle: "off" | "down"
}

/** Reactive power of the loads as a share of their real power. */
export const REACTIVE = 0.4

/** Effective current: real and reactive power together, with the sign of the real power. */
export const amperes = (watts: number, reactive: number, volts: number): number =>
  volts === 0 ? 0 : (Math.sign(watts || 1) * Math.sqrt(watts * watts + reactive * reactive)) / volts

/** The current that a flow draws from the mains. */
export const inputAmperes = ({ inputWatts, outputWatts }: Flow, volts: number): number =>
  amperes(inputWatts, outputWatts * REACTIVE, volts)

/** The real power that may be drawn along with the reactive power of the loads, under a limit of the current. */
const inputLimit = (apparent: number, reactive: number): number =>
  Math.floor(Math.sqrt(Math.max(apparent * apparent - reactive * reactive, 0)))

export const flow = (phase: Phase): Flow => {
  const wanted = Math.round(phase.loadWatts)
  return phase.isOnMains ? onMains(phase, wanted) : offMains(phase, wanted)
}

const offMains = ({ mayInvert, idle }: Phase, wanted: number): Flow =>
  mayInvert
    ? {
        state: "invert-full",
        inputWatts: 0,
        outputWatts: wanted,
        inverterWatts: -wanted,
        isDischarging: false
      }
    : { state: idle, inputWatts: 0, outputWatts: 0, inverterWatts: 0, isDischarging: false }

const onMains = (phase: Phase, wanted: number): Flow => {
  const spare = inputLimit(phase.limitAmperes * phase.mainsVolts, wanted * REACTIVE) - wanted
  const wish = wishOf(phase, wanted)
  const least = phase.mayInvert ? -Math.floor(Math.min(phase.inverterWatts, phase.availableWatts)) : 0
  // An overloaded input is relieved when power assist is on, which an energy manager implies.
  const relief = spare < 0 && (phase.assists || isManaged(phase)) ? spare : Math.max(spare, 0)
  const inverterWatts = clamp(Math.min(wish, relief), least, Math.max(wish, 0))
  return {
    state: stateOf(phase, inverterWatts, spare),
    inputWatts: wanted + inverterWatts,
    outputWatts: wanted,
    inverterWatts,
    isDischarging: inverterWatts < 0 && isManaged(phase)
  }
}

const isManaged = ({ manager, isForced }: Phase): boolean =>
  manager !== "none" && manager !== "pass-through" && !isForced

/** The power that charger or manager would like to move, whatever the input current. */
const wishOf = (phase: Phase, wanted: number): number => {
  const { manager, demandWatts } = phase
  if (phase.isForced || manager === "none") return phase.isChargerOff ? 0 : demandWatts
  if (manager === "pass-through") return 0
  const highest = phase.isChargerOff ? 0 : demandWatts
  if (manager === "plant") return Math.min(Math.round(phase.exchangeWatts), highest)
  const inputWatts = manager.feedsIn ? manager.inputWatts : Math.max(manager.inputWatts, 0)
  return Math.min(inputWatts - wanted, highest)
}

const stateOf = (phase: Phase, inverterWatts: number, spare: number): MainState => {
  if (inverterWatts < 0 && spare < 0 && !phase.isForced) return "power-assist"
  if (phase.isForced) return "charge"
  if (phase.manager === "pass-through") return "bypass"
  return phase.manager === "none" && phase.isChargerOff ? "bypass" : "charge"
}
