/**
 * Small powers and turns: below the least power of its direction a set-point becomes 0, with hysteresis. From charging to
 * discharging the ramp of the unit leads over 0; where it has turned round a short while ago it waits there first. Pure.
 */
import type { Config } from "./Config.ts"

/** Which way the battery is used, and since when something else is wanted. */
export interface State {
  readonly direction: -1 | 0 | 1
  /** Since when the wanted power has been above or below the least, whichever would change something. */
  readonly since: number
  /** When it was last stopped or turned round, and which way it was used before. */
  readonly stoppedAt: number
  readonly turnedAt: number
  readonly lastDirection: -1 | 0 | 1
}

/** Nothing flows. */
export const initial: State = {
  direction: 0,
  since: Infinity,
  stoppedAt: -Infinity,
  turnedAt: -Infinity,
  lastDirection: 0
}

const HYSTERESIS_WATTS = 50
const HYSTERESIS_MILLIS = 10_000
/** How long it stays at 0 before it turns round again, where it has turned round within this time. */
const TURN_MILLIS = 1000
const OFTEN_MILLIS = 10_000

const stopped = (state: State, now: number): State => ({
  ...state,
  direction: 0,
  since: Infinity,
  stoppedAt: now,
  lastDirection: state.direction === 0 ? state.lastDirection : state.direction
})

/** The power that is used in place of the wanted one, in watts. */
export const next = (
  state: State,
  wanted: number,
  now: number,
  { minCharge, minDischarge }: Pick<Config, "minCharge" | "minDischarge">
): readonly [State, number] => {
  const direction = Math.sign(wanted) as -1 | 0 | 1
  const least = direction > 0 ? minCharge : minDischarge
  const size = Math.abs(wanted)
  if (direction === 0 && state.direction === 0) return [{ ...state, since: Infinity }, 0]
  if (state.direction === 0) {
    const since = size >= least ? Math.min(state.since, now) : Infinity
    const isTurn = direction === -state.lastDirection
    const mayBegin = !isTurn || now - state.stoppedAt >= TURN_MILLIS
    const isWorth = size >= least + HYSTERESIS_WATTS || now - since >= HYSTERESIS_MILLIS
    if (!mayBegin || !isWorth) return [{ ...state, since }, 0]
    return [{ ...state, direction, since: Infinity, turnedAt: isTurn ? now : state.turnedAt }, wanted]
  }
  if (direction === -state.direction) {
    const isOften = now - state.turnedAt < OFTEN_MILLIS
    if (size >= least && !isOften) {
      return [{ ...stopped(state, now), direction, turnedAt: now }, wanted]
    }
    // One that wavers about 0 is no reason to stop at once.
    const since = Math.min(state.since, now)
    return size >= HYSTERESIS_WATTS || now - since >= HYSTERESIS_MILLIS
      ? [stopped(state, now), 0]
      : [{ ...state, since }, 0]
  }
  const own = state.direction > 0 ? minCharge : minDischarge
  if (size >= own) return [{ ...state, since: Infinity }, wanted]
  const since = Math.min(state.since, now)
  return size < own - HYSTERESIS_WATTS || now - since >= HYSTERESIS_MILLIS
    ? [stopped(state, now), 0]
    : [{ ...state, since }, state.direction * own]
}
