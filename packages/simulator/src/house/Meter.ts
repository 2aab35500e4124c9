/**
 * A meter at the house connection: the mean of each of its periods, a while later, with what meters do wrong. Pure, and
 * out of a seed.
 */
import * as Random from "../Random.ts"

/** The habits of a meter. */
export interface Habits {
  /** The time from one reading to the next, in milliseconds; each is the mean of it. */
  readonly periodMillis: number
  /** From the end of a period until its reading arrives, in milliseconds. */
  readonly delayMillis: number
  /** How far a reading strays, in watts. */
  readonly noiseWatts: number
  /** The shares of readings that are lost, repeat the one before, or are far off. */
  readonly dropout: number
  readonly repeat: number
  readonly outlier: number
  /** How far off those are, in watts. */
  readonly outlierWatts: number
}

/** A good meter: a mean of one second, a tenth of a second late. */
export const good: Habits = {
  periodMillis: 1000,
  delayMillis: 100,
  noiseWatts: 0,
  dropout: 0,
  repeat: 0,
  outlier: 0,
  outlierWatts: 20_000
}

/** One reading, as it arrives. */
export interface Reading {
  readonly watts: number
  /** When it arrives, in milliseconds. */
  readonly at: number
  readonly windowMillis: number
}

/** The count of the meter since its period began, and the readings on their way. */
export interface State {
  readonly seed: number
  readonly beganAt: number
  readonly seenAt: number
  readonly wattMillis: number
  readonly last: number
  readonly coming: ReadonlyArray<Reading>
}

/** A meter whose period begins at a time in milliseconds. */
export const make = (seed: number, at: number): State => ({
  seed,
  beganAt: at,
  seenAt: at,
  wattMillis: 0,
  last: 0,
  coming: []
})

/** Counts watts that have flowed until now since it was last told. */
export const count = (state: State, habits: Habits, watts: number, now: number): State => {
  let next = state
  for (let end = next.beganAt + habits.periodMillis; end <= now; end += habits.periodMillis) {
    const wattMillis = next.wattMillis + watts * (end - next.seenAt)
    next = closed({ ...next, wattMillis, seenAt: end }, habits, end)
  }
  return { ...next, wattMillis: next.wattMillis + watts * (now - next.seenAt), seenAt: now }
}

/** A period is over: its reading is on its way, unless it is lost. */
const closed = (state: State, habits: Habits, end: number): State => {
  const chance = Random.from(state.seed)
  const happens = (share: number) => (chance.draw() + 1) / 2 < share
  const strayed = state.wattMillis / habits.periodMillis + habits.noiseWatts * chance.draw()
  // Meters tell tenths of watts.
  const watts = Math.round(strayed * 10) / 10
  const isLost = happens(habits.dropout)
  const isRepeated = happens(habits.repeat)
  const isFar = happens(habits.outlier)
  const told = isFar ? watts + habits.outlierWatts : isRepeated ? state.last : watts
  const reading = { watts: told, at: end + habits.delayMillis, windowMillis: habits.periodMillis }
  return {
    seed: chance.seed(),
    beganAt: end,
    seenAt: end,
    wattMillis: 0,
    last: told,
    coming: isLost ? state.coming : [...state.coming, reading]
  }
}

/** The readings that have arrived by now. */
export const taken = (state: State, now: number): readonly [State, ReadonlyArray<Reading>] =>
  state.coming.some(({ at }) => at <= now)
    ? [
        { ...state, coming: state.coming.filter(({ at }) => at > now) },
        state.coming.filter(({ at }) => at <= now)
      ]
    : [state, []]
