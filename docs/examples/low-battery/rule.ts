/**
 * When a battery counts as low: below a voltage in so many readings one after the other, until it is above a higher one. A
 * heavy load that pulls the voltage down for a moment raises no alarm, and an alarm does not flicker. Pure, so that it can
 * be tested with any voltages at all: see `docs/guides/property-tests.md`.
 */

export interface Rule {
  /** Volts below which the battery may be low. */
  readonly below: number
  /** Volts above which it is well again. */
  readonly above: number
  /** How many readings in a row, of those with a voltage, have to be below. */
  readonly readings: number
}

export interface State {
  readonly isLow: boolean
  /** How many readings in a row were below. */
  readonly count: number
}

export const initial: State = { isLow: false, count: 0 }

/** Takes a reading in. A voltage that is not known (`null`) changes nothing: on a bad line an alarm comes later, but comes. */
export const step = (rule: Rule, state: State, volts: number | null): State => {
  if (volts === null) return state
  if (state.isLow) return volts > rule.above ? initial : state
  const count = volts < rule.below ? state.count + 1 : 0
  return count >= rule.readings ? { isLow: true, count: 0 } : { isLow: false, count }
}
