/**
 * The safety states, and what leads from one to another. Pure.
 *
 *     idle      nothing is written; five good readings lead to active
 *     active    follows the meter
 *     holding   no reading in time: the last set-point
 *     fading    none for longer: towards 0
 *     resting   0; ten good readings and ten seconds lead back to active
 *     ended     nothing is written; only a human leads out of it
 */
import type { Config } from "./Config.ts"
import { GRACE_MILLIS } from "./Judge.ts"
import type { Phase, Reason } from "./Types.ts"

/** The safety state, and what it stands on. */
export interface State {
  readonly phase: Phase
  readonly why: Reason
  readonly since: number
  /** Good readings in a row, since when, and the last reading of all. */
  readonly good: number
  readonly goodSince: number
  readonly readAt: number
  /** The set-point that fading began with. */
  readonly fadeFrom: number
  /** The times at which it began again after a failure. */
  readonly restarts: ReadonlyArray<number>
}

/** The state of a controller that was started at a time. */
export const initial = (now: number): State => ({
  phase: "idle",
  why: "start",
  since: now,
  good: 0,
  goodSince: now,
  readAt: now,
  fadeFrom: 0,
  restarts: []
})

const TO_START = 5
const TO_RETURN = 10
const TO_RETURN_MILLIS = 10_000
/** After how long without readings it is given up, in milliseconds. */
const GIVEN_UP_MILLIS = 600_000
const RESTARTS = 3
const RESTARTS_MILLIS = 600_000

/** Another state. */
export const enter = (state: State, phase: Phase, why: Reason, now: number): State =>
  state.phase === phase && state.why === why
    ? state
    : { ...state, phase, why, since: state.phase === phase ? state.since : now, good: 0, goodSince: now }

/** The state at rest, for a reason. A reason that still holds keeps the count of good readings at nothing. */
export const rest = (state: State, why: Reason, now: number): State =>
  state.phase === "resting" && state.why === why
    ? { ...state, good: 0, goodSince: now }
    : enter(state, "resting", why, now)

/** Reasons to rest that are no failures: coming back from them is no restart. */
const harmless: ReadonlySet<Reason> = new Set<Reason>(["user", "battery-floor", "battery-ceiling"])

/** The state after a reading that is good. `mayGoOn`: nothing else speaks against it. */
export const onReading = (state: State, now: number, mayGoOn: boolean): State => {
  const good = state.good + 1
  const goodSince = state.good === 0 ? now : state.goodSince
  const read: State = { ...state, good, goodSince, readAt: now }
  switch (state.phase) {
    case "idle":
      return good >= TO_START && mayGoOn ? enter(read, "active", "follow", now) : read
    case "holding":
    case "fading":
      return enter(read, "active", "follow", now)
    case "resting": {
      const isDue = good >= TO_RETURN && now - state.since >= TO_RETURN_MILLIS && mayGoOn
      if (!isDue) return read
      if (harmless.has(state.why)) return enter(read, "active", "follow", now)
      const restarts = [...state.restarts.filter((at) => now - at < RESTARTS_MILLIS), now]
      return restarts.length >= RESTARTS
        ? enter({ ...read, restarts }, "ended", "restarts", now)
        : enter({ ...read, restarts }, "active", "follow", now)
    }
    case "active":
    case "ended":
      return read
  }
}

/** The state while time goes by without a good reading. */
export const onSilence = (state: State, now: number, setpoint: number, config: Config): State => {
  const silent = now - state.readAt
  const late = config.meterPeriodMillis + GRACE_MILLIS
  const hold = Math.max(config.onMeterLost.holdMillis, 2 * config.meterPeriodMillis, late)
  switch (state.phase) {
    case "idle":
      return silent > late ? { ...state, good: 0 } : state
    case "active":
      if (silent <= late) return state
      return onSilence(enter(state, "holding", "meter-late", now), now, setpoint, config)
    case "holding":
      return silent >= hold
        ? { ...enter(state, "fading", "meter-lost", now), fadeFrom: setpoint, since: state.readAt + hold }
        : state
    case "fading":
      return faded(state, now, config) === 0 ? enter(state, "resting", "meter-lost", now) : state
    case "resting":
      if (silent >= GIVEN_UP_MILLIS) return enter(state, "ended", "meter-lost", now)
      return silent > late ? { ...state, good: 0 } : state
    case "ended":
      return state
  }
}

/** How far ahead a set-point on the way to 0 is: what is written now holds until about then, in milliseconds. */
const AHEAD_MILLIS = 250

/** The set-point on the way to 0, in watts. */
export const faded = ({ fadeFrom, since }: State, now: number, { onMeterLost }: Config): number => {
  const gone = (Math.max(now - since + AHEAD_MILLIS, 0) / 1000) * onMeterLost.fadeWattsPerSecond
  return Math.sign(fadeFrom) * Math.max(Math.abs(fadeFrom) - gone, 0) + 0
}
