/**
 * The AC source at the input, grid or generator, and whether the units accept it. Its voltage wanders by phase, its
 * frequency as a whole. A source that was away or out of range must be good for a while before it is accepted.
 */
import type { Draws } from "../Random.ts"
import type { Rules } from "./Orders.ts"
import { clamp, drift, type Site, TICK_SECONDS } from "./Site.ts"

/** The nominal output of the source. `null` stands for the figure of the unit. */
export interface Source {
  readonly on: boolean
  readonly volts: number | null
  readonly hertz: number | null
  /** How restless it is: 1 for a grid, more for a generator. */
  readonly unsteadiness: number
}

export interface State {
  /** The AC input that is in use: 0 for AC1, 1 for AC2. */
  readonly input: 0 | 1
  readonly source: Source
  /** By phase, L1 first. Goes on while the source is off. */
  readonly volts: ReadonlyArray<number>
  readonly hertz: number
  /** How long the source must still be good before it is accepted; 0 while it is. */
  readonly waitSeconds: number
}

/** A calm source of nominal figures. */
export const GRID: Source = { on: true, volts: null, hertz: null, unsteadiness: 1 }

/** How long a source that has come back is watched. */
export const WATCH_SECONDS = 10
const VOLTS_SPREAD = 0.05
const HERTZ_SPREAD = 0.2
/** How far the frequency may be from 50 or 60 Hz, and the limits when a setting accepts more. */
const NARROW_HERTZ = 5
const WIDE_HERTZ = [45, 65] as const

/** No source. */
export const NONE: Source = { ...GRID, on: false }

/** The grid as it has been for a while, or nothing where there is no input. */
export const make = (site: Site): State => ({
  input: 0,
  source: site.hasInput ? GRID : NONE,
  volts: site.unitsByPhase.map(() => site.nominalVolts),
  hertz: site.hasInput ? site.nominalHertz : 0,
  waitSeconds: 0
})

/** Another source, or the same one on or off. It starts at the figures that it is meant to give. */
export const connect = (mains: State, site: Site, source: Source, input: 0 | 1 = mains.input): State => ({
  ...mains,
  input,
  source,
  volts: mains.volts.map(() => source.volts ?? site.nominalVolts),
  hertz: source.on ? (source.hertz ?? site.nominalHertz) : mains.hertz
})

/** A quarter of a second later. */
export const wander = (mains: State, site: Site, rules: Rules, { draw }: Draws): State => {
  const { source } = mains
  const goal = source.volts ?? site.nominalVolts
  const spread = VOLTS_SPREAD * source.unsteadiness * goal
  const volts = mains.volts.map((each) =>
    clamp(drift(each, goal, 0.01, 0.001 * source.unsteadiness * goal * draw()), goal - spread, goal + spread)
  )
  const hertzGoal = source.hertz ?? site.nominalHertz
  const hertzSpread = HERTZ_SPREAD * source.unsteadiness
  const push = 0.004 * source.unsteadiness * draw()
  const hertz = clamp(
    drift(mains.hertz, hertzGoal, 0.02, push),
    hertzGoal - hertzSpread,
    hertzGoal + hertzSpread
  )
  // While nothing is connected the frequency last measured stays in the register.
  const next = { ...mains, volts, hertz: source.on ? hertz : mains.hertz }
  return { ...next, waitSeconds: waitOf(next, site, rules) }
}

/** Whether the source is there and has been good for long enough. */
export const isAccepted = ({ source, waitSeconds }: State): boolean => source.on && waitSeconds === 0

const waitOf = (mains: State, site: Site, rules: Rules): number => {
  const isAway = mains.waitSeconds > 0
  const lowest = rules.lowestMainsVolts + (isAway ? rules.lowestMainsMargin : 0)
  const highest = rules.highestMainsVolts - (isAway ? rules.highestMainsMargin : 0)
  const [slowest, fastest] = rules.wideFrequency
    ? WIDE_HERTZ
    : [site.nominalHertz - NARROW_HERTZ, site.nominalHertz + NARROW_HERTZ]
  const isGood =
    mains.source.on &&
    mains.volts.every((each) => each >= lowest && each <= highest) &&
    mains.hertz >= slowest &&
    mains.hertz <= fastest
  return isGood ? Math.max(mains.waitSeconds - TICK_SECONDS, 0) : WATCH_SECONDS
}
