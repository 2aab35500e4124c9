/**
 * The sign of a meter, out of what it says while the unit draws and gives some watts: a meter that counts import as positive
 * goes along with the unit, one whose sign is turned goes against it. A house whose own loads move meanwhile decides
 * nothing. Pure.
 */
import type { Config } from "./Config.ts"

/** The most that a probe draws and gives, in watts. */
const MOST_WATTS = 200
/** With less nobody can tell a unit from a house, in watts. */
export const LEAST_WATTS = 100
/** How long the unit needs at most until it moves, in milliseconds. */
const START_MILLIS = 4000
const LOOK_MILLIS = 15_000
/** So many figures of the meter, and of the unit, are needed at each set-point. */
const FEWEST = 3
/** Between these shares of the change of the unit the change of the meter is: the rest is the house. */
const LEAST_SHARE = 0.5
const MOST_SHARE = 1.5

/** A probe: its set-points, one after the other, and how long each lasts. */
export interface Probe {
  /** Watts drawn by the unit; negative: given. */
  readonly setpoints: ReadonlyArray<number>
  /** For so long after a set-point the unit is on its way, and the meter behind it, in milliseconds. */
  readonly settleMillis: number
  /** For so long it is looked at then, in milliseconds. */
  readonly lookMillis: number
}

/** The probe of a configuration: nothing, drawn, given, nothing. `null`: its limits allow too little to tell. */
export const make = ({
  maxCharge,
  maxDischarge,
  fuseWatts,
  meterPeriodMillis,
  meterDelayMillis,
  rampWattsPerSecond
}: Pick<
  Config,
  "maxCharge" | "maxDischarge" | "fuseWatts" | "meterPeriodMillis" | "meterDelayMillis" | "rampWattsPerSecond"
>): Probe | null => {
  const drawn = Math.min(MOST_WATTS, maxCharge, fuseWatts)
  const given = Math.min(MOST_WATTS, maxDischarge, fuseWatts)
  if (drawn < LEAST_WATTS || given < LEAST_WATTS) return null
  const rampMillis = ((drawn + given) / rampWattsPerSecond) * 1000
  return {
    setpoints: [0, drawn, -given, 0],
    settleMillis: START_MILLIS + rampMillis + meterDelayMillis + meterPeriodMillis,
    lookMillis: Math.max(LOOK_MILLIS, (FEWEST + 1) * meterPeriodMillis)
  }
}

/** The time that a probe takes, in milliseconds. */
export const millisOf = ({ setpoints, settleMillis, lookMillis }: Probe): number =>
  setpoints.length * (settleMillis + lookMillis)

/** The figures at one set-point once the unit had arrived: of the meter, and of the unit's AC input, in watts. */
export interface Seen {
  readonly grid: ReadonlyArray<number>
  readonly unit: ReadonlyArray<number>
}

/** The result of a probe. */
export type Verdict =
  | { readonly _tag: "Right" }
  | { readonly _tag: "Reversed" }
  /** It could not be told, with the reason in a sentence without a full stop. */
  | { readonly _tag: "Undecided"; readonly because: string }

/** No verdict, for a reason. */
export const undecided = (because: string): Verdict => ({ _tag: "Undecided", because })

/** Too little was told at a set-point, in words; `null`: enough. */
export const lacking = ({ grid, unit }: Seen): string | null =>
  grid.length < FEWEST
    ? "the meter told too little"
    : unit.length < FEWEST
      ? "the unit told too little of itself"
      : null

const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The sign that the figures of all set-points show. */
export const verdict = (seen: ReadonlyArray<Seen>): Verdict => {
  const missing = seen.map(lacking).find((text) => text !== null)
  if (missing !== undefined) return undecided(missing)
  const points = seen.map(({ grid, unit }) => ({ grid: median(grid), unit: median(unit) }))
  const shares: Array<number> = []
  for (const [index, { grid, unit }] of points.slice(1).entries()) {
    const before = points[index]!
    const moved = unit - before.unit
    // Half of what it should at least: some units are far off their set-point.
    if (Math.abs(moved) < LEAST_WATTS / 2)
      return undecided("the unit did not follow its set-point: the battery may be full, or empty")
    shares.push((grid - before.grid) / moved)
  }
  const isWithin = (share: number): boolean => share >= LEAST_SHARE && share <= MOST_SHARE
  if (shares.length > 0 && shares.every(isWithin)) return { _tag: "Right" }
  if (shares.length > 0 && shares.every((share) => isWithin(-share))) return { _tag: "Reversed" }
  return undecided("the meter went neither with the unit nor against it: other loads may have moved")
}
