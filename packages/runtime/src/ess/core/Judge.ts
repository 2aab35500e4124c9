/**
 * Which readings are readings: not those that are old, out of order or beyond the fuse, not those of a meter that stands
 * still, and not those of one that moves against the unit. Pure.
 */
import type { Config } from "./Config.ts"
import type { Reading, Rejection } from "./Types.ts"

/** The memory of earlier readings. */
export interface State {
  readonly last: Reading | null
  /** Since when the value has been the same to its last digit. */
  readonly sameSince: number
  /** The mean power of the unit beside the last reading, in watts; `null`: not known. */
  readonly given: number | null
  /** How many readings in a row have moved as far as the unit, the other way. */
  readonly against: number
}

/** The state before the first reading. */
export const initial: State = { last: null, sameSince: 0, given: null, against: 0 }

/** A reading is good; it repeats the one before, so that it says that the meter lives and nothing more; or it is none. */
export type Verdict = "good" | "repeat" | Rejection

const FROZEN_MILLIS = 30_000
/** How much older than its period a reading may be, in milliseconds. */
export const GRACE_MILLIS = 500
/** A clock that is ahead by less is not noticed. */
const AHEAD_MILLIS = 1000
/** From so many watts of the unit on its movement is compared with that of the meter. */
const MOVEMENT_WATTS = 60
/** How nearly the two movements cancel each other. */
const LIKENESS = 0.15
/** So many such readings in a row are no accident. */
const AGAINST = 3

/** Whether a meter has moved as far as the unit, the other way. */
const isAgainst = (moved: number, unitMoved: number): boolean =>
  Math.abs(unitMoved) >= MOVEMENT_WATTS && Math.abs(moved + unitMoved) <= LIKENESS * Math.abs(unitMoved)

/** Judges a reading, with the mean power of the unit over the same window. */
export const judge = (
  state: State,
  reading: Reading,
  given: number | null,
  now: number,
  { fuseWatts, meterPeriodMillis }: Pick<Config, "fuseWatts" | "meterPeriodMillis">
): readonly [State, Verdict] => {
  const { watts, at } = reading
  if (!Number.isFinite(watts) || !Number.isFinite(at)) return [state, "not-a-number"]
  if (now - at > meterPeriodMillis + GRACE_MILLIS) return [state, "old"]
  if ((state.last !== null && at <= state.last.at) || at > now + AHEAD_MILLIS) return [state, "out-of-order"]
  if (Math.abs(watts) > fuseWatts) return [state, "beyond-fuse"]
  const isSame = watts === state.last?.watts
  const sameSince = isSame ? state.sameSince : at
  const moved = state.last === null ? 0 : watts - state.last.watts
  const unitMoved = given === null || state.given === null ? 0 : given - state.given
  // One that moves with the unit as far as it should ends the suspicion; one that does not move says nothing.
  const against = isAgainst(moved, unitMoved)
    ? state.against + 1
    : Math.abs(unitMoved) < MOVEMENT_WATTS
      ? state.against
      : 0
  const next: State = { last: reading, sameSince, given, against }
  if (against >= AGAINST) return [{ ...next, against: 0 }, "wrong-sign"]
  if (isSame) return [next, at - sameSince >= FROZEN_MILLIS ? "frozen" : "repeat"]
  return [next, "good"]
}
