/**
 * How a unit follows a set-point: after a while, by a ramp, and not quite to the watt. Pure.
 */

/** The habits of a unit with a set-point. */
export interface Habits {
  /** From the write until the power begins to move, in milliseconds. */
  readonly delayMillis: number
  /** How fast it moves, in watts a second; infinite: at once. */
  readonly rampWattsPerSecond: number
  /** How much more it gives than it was told, as a share: 0.03 for 3 %. */
  readonly gainError: number
  /** How much more it draws than it was told, in watts. */
  readonly offsetWatts: number
}

/** A unit that does as it is told, at once. */
export const exact: Habits = {
  delayMillis: 0,
  rampWattsPerSecond: Number.POSITIVE_INFINITY,
  gainError: 0,
  offsetWatts: 0
}

/** Where the power is, as the unit means it, and the set-points that have not acted yet. */
export interface State {
  readonly watts: number
  readonly at: number
  readonly target: number
  readonly coming: ReadonlyArray<{ readonly at: number; readonly watts: number }>
}

/** A power that stands still. */
export const make = (watts: number, at: number): State => ({ watts, at, target: watts, coming: [] })

/** A set-point that was just written. One that is there already changes nothing. */
export const told = (state: State, { delayMillis }: Habits, watts: number, now: number): State =>
  (state.coming.at(-1)?.watts ?? state.target) === watts
    ? state
    : { ...state, coming: [...state.coming, { at: now + delayMillis, watts }] }

const moved = (state: State, { rampWattsPerSecond }: Habits, now: number): State => {
  const way = (rampWattsPerSecond * Math.max(now - state.at, 0)) / 1000
  const { watts, target } = state
  const next =
    rampWattsPerSecond === Number.POSITIVE_INFINITY
      ? target
      : Math.min(Math.max(target, watts - way), watts + way)
  return { ...state, watts: next, at: Math.max(now, state.at) }
}

/** The state at a later time. */
export const advance = (state: State, habits: Habits, now: number): State => {
  const due = state.coming.filter(({ at }) => at <= now)
  if (due.length === 0) return moved(state, habits, now)
  const there = due.reduce<State>(
    (current, { at, watts }) => ({ ...moved(current, habits, at), target: watts }),
    state
  )
  return moved({ ...there, coming: state.coming.filter(({ at }) => at > now) }, habits, now)
}

/** The power that comes of it, in watts. */
export const wattsOf = ({ watts }: State, { gainError, offsetWatts }: Habits): number =>
  watts * (1 + gainError) + offsetWatts
