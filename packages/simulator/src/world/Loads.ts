/**
 * Events behind and beside one phase: loads that change slowly or stand still when somebody sets them, and the
 * wish of an energy manager to move power between battery and mains. Both in watts; the wish is positive when it
 * charges.
 */
import type { Draws } from "../Random.ts"
import { drift, type Site } from "./Site.ts"

export interface State {
  readonly loadWatts: number
  readonly loadTarget: number
  /** A load that somebody has set, or `null`. */
  readonly setWatts: number | null
  readonly exchangeWatts: number
  readonly exchangeTarget: number
}

/** The energy manager discharges above the first and charges below the second state of charge. */
const EXCHANGE_HIGH = 0.97
const EXCHANGE_LOW = 0.3

/** Steps from one change to the next, on average. */
const LOAD_STEPS = 240
const EXCHANGE_STEPS = 480

export const make = ({ start }: Site): State => ({
  loadWatts: start.loadWatts,
  loadTarget: start.loadWatts,
  setWatts: null,
  exchangeWatts: start.exchangeWatts,
  exchangeTarget: start.exchangeWatts
})

/** Sets a load that stands still, or gives it back to chance. */
export const set = (loads: State, watts: number | null): State => ({
  ...loads,
  setWatts: watts,
  loadWatts: watts ?? loads.loadWatts
})

/** Whether something happens that happens about once in so many steps. */
const occurs = ({ draw }: Draws, steps: number): boolean => draw() > 1 - 2 / steps

/** A quarter of a second later, on a phase with so many units. */
export const wander = (
  loads: State,
  { loadScaleWatts }: Site,
  units: number,
  stateOfCharge: number,
  chance: Draws
): State => {
  const { draw } = chance
  const scale = loadScaleWatts * units
  const half = (1 + draw()) / 2
  const loadTarget = occurs(chance, LOAD_STEPS) ? scale * (0.03 + 0.8 * half * half) : loads.loadTarget
  const exchangeTarget = occurs(chance, EXCHANGE_STEPS) ? 0.4 * scale * draw() : loads.exchangeTarget
  const push = 0.002 * scale
  const drifted = Math.max(drift(loads.loadWatts, loadTarget, 0.05, push * draw()), 0)
  return {
    loadTarget,
    loadWatts: loads.setWatts ?? drifted,
    setWatts: loads.setWatts,
    exchangeTarget,
    exchangeWatts: drift(
      loads.exchangeWatts,
      allowedExchange(exchangeTarget, stateOfCharge),
      0.03,
      push * draw()
    )
  }
}

/** Neither empties an empty battery nor fills a full one. */
const allowedExchange = (watts: number, stateOfCharge: number): number =>
  stateOfCharge > EXCHANGE_HIGH ? -Math.abs(watts) : stateOfCharge < EXCHANGE_LOW ? Math.abs(watts) : watts
