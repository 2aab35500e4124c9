/**
 * The correction of what the unit makes of a set-point: while it stands still and within reach, the difference between what
 * was wanted and what the unit gave is learnt, as a share and as watts. Both follow from the same differences: at a large
 * set-point more of one goes to the share, at a small one to the watts, so that a jump takes along what belongs to it.
 * Since meter and unit are compared over the same window, this also takes away what the two disagree on. Pure.
 */

/** The correction, as watts for each kilowatt wanted and as watts. */
export interface State {
  readonly perKilowatt: number
  readonly watts: number
}

/** No correction. */
export const initial: State = { perKilowatt: 0, watts: 0 }

/** The share of a difference that one reading teaches; less where readings come faster than once a second. */
const SHARE = 0.5
const SECOND_MILLIS = 1000
/** How much the constant part weighs beside a kilowatt. */
const WEIGHT = 0.3
/** The correction is never larger than this, or than a share of what is wanted, in watts. */
const LEAST_BOUND = 150
const BOUND_SHARE = 0.25

/** How far the correction may go, and how far off a unit is that is out of reach, in watts. */
export const boundOf = (wanted: number): number => Math.max(LEAST_BOUND, BOUND_SHARE * Math.abs(wanted))

/** The correction of a wanted power, in watts. */
export const of = ({ perKilowatt, watts }: State, wanted: number): number => {
  // Nothing wanted is nothing to correct.
  if (wanted === 0) return 0
  const bound = boundOf(wanted)
  return Math.min(Math.max((perKilowatt * wanted) / 1000 + watts, -bound), bound)
}

/** Over how long the unit is looked at, in milliseconds. */
export const LOOK_MILLIS = 500

/** Learns from the wanted power and what the unit gave, once it had the time to get there. */
export const learnt = (
  state: State,
  {
    wanted,
    given,
    settledAt,
    from,
    periodMillis
  }: {
    readonly wanted: number
    readonly given: number
    /** When the unit should have arrived at its set-point. */
    readonly settledAt: number
    /** The beginning of the time that `given` is the mean of. */
    readonly from: number
    /** From one reading to the next. */
    readonly periodMillis: number
  }
): State => {
  const difference = wanted - given
  if (wanted === 0 || from < settledAt || Math.abs(difference) > boundOf(wanted)) return state
  const share = SHARE * Math.min(periodMillis / SECOND_MILLIS, 1)
  const kilowatts = wanted / 1000
  const norm = kilowatts * kilowatts + WEIGHT * WEIGHT
  return {
    perKilowatt: state.perKilowatt + (share * difference * kilowatts) / norm,
    watts: state.watts + (share * difference * WEIGHT * WEIGHT) / norm
  }
}
