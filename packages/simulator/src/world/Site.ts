/**
 * The fixed facts about a plant: the connection, the ratings of its units, its battery.
 */
import type * as Battery from "./Battery.ts"

export interface Site {
  readonly nominalVolts: number
  readonly nominalHertz: number
  /** The output of one unit's charger. */
  readonly ratedAmperes: number
  /** The load that the inverter of one unit carries without end. */
  readonly inverterWatts: number
  /** The power that the loads of one unit are measured by. */
  readonly loadScaleWatts: number
  readonly battery: Battery.Battery
  /** How many units work on each phase, L1 first; a unit that feeds two lines is half a unit on each. */
  readonly unitsByPhase: ReadonlyArray<number>
  /** How many lines a unit feeds. All figures of one unit here are those of its part on one line. */
  readonly lines: 1 | 2
  /** Whether there is an AC input at all. */
  readonly hasInput: boolean
  readonly start: {
    readonly stateOfCharge: number
    /** By phase. */
    readonly loadWatts: number
    readonly exchangeWatts: number
  }
}

/** How long values hold, in milliseconds. */
export const TICK_MILLIS = 250
/** The same in seconds and in hours. */
export const TICK_SECONDS = TICK_MILLIS / 1000
export const TICK_HOURS = TICK_SECONDS / 3600

/** Share of the power that gets through between AC and DC. */
export const EFFICIENCY = 0.94

/** A value that moves a step towards a goal, and is pushed about. */
export const drift = (value: number, goal: number, share: number, push: number): number =>
  value + (goal - value) * share + push

/** A value kept between two. */
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high)
