/**
 * Grid control as a pure step: from what is known and what comes in to a set-point and the reason for it. No clock, no
 * chance, no line. Whoever runs it feeds each reading once, the figures of the unit as they come, and the time a few times
 * a second; it writes what comes out.
 *
 *     const [state, said] = ...
 *     Ess.step(config, state, { now, reading, unit, mode: "auto" })
 *
 * The house is what the meter says less what the unit gave meanwhile; what is wanted of the unit follows from it by one
 * rule (`Wanted`), within what the battery allows (`Battery`); the correction (`Trim`) makes the unit do it.
 * Reference: protocol.md 1.6, 6.8.
 */
import * as Battery from "./Battery.ts"
import type { Config } from "./Config.ts"
import * as Given from "./Given.ts"
import * as House from "./House.ts"
import * as Judge from "./Judge.ts"
import * as Minimum from "./Minimum.ts"
import * as States from "./States.ts"
import * as Trim from "./Trim.ts"
import type { Mode, Reading, Reason, Rejection, UnitSample } from "./Types.ts"
import * as Wanted from "./Wanted.ts"

/** All that is known between two steps: a plain value. */
export interface State {
  readonly safety: States.State
  readonly given: Given.State
  readonly judge: Judge.State
  readonly house: House.State
  readonly trim: Trim.State
  readonly minimum: Minimum.State
  readonly battery: Battery.State
  /** The set-point that was decided on last, in watts, and what it was to bring. */
  readonly setpoint: number
  readonly wanted: number
  /** Why it is that. */
  readonly why: Reason
  /** When the unit has arrived at its set-point, and the set-point that this was reckoned for. */
  readonly settledAt: number
  readonly settledWatts: number
  /** The last reading that was good, in watts. */
  readonly gridWatts: number | null
}

/** The input of a step. */
export interface Input extends Wanted.Order {
  /** Milliseconds on a clock that never goes back. */
  readonly now: number
  /** A reading of the meter, once. */
  readonly reading?: Reading | undefined
  /** The samples of the unit since the last step, oldest first. */
  readonly unit?: ReadonlyArray<UnitSample> | undefined
}

/** The order to the unit: watts to hold, 0 W to hold, or nothing to write any more. */
export type Setpoint = number | "rest" | "let-go"

/** The result of a step. */
export interface Output {
  readonly state: State
  readonly setpoint: Setpoint
  readonly why: Reason
  /** Why the reading was none. */
  readonly rejected?: Rejection
}

/** A controller that begins at a time. It writes nothing before five good readings. */
export const initial = (now: number): State => ({
  safety: States.initial(now),
  given: Given.initial,
  judge: Judge.initial,
  house: House.initial,
  trim: Trim.initial,
  minimum: Minimum.initial,
  battery: Battery.initial,
  setpoint: 0,
  wanted: 0,
  why: "start",
  settledAt: now,
  settledWatts: 0,
  gridWatts: null
})

/** Set-points that differ less are not worth a write, in watts. */
const DEAD_WATTS = 8
/** From a write until the unit begins to move, in milliseconds, with what the line adds. */
const RESPONSE_MILLIS = 500
/** Set-points that differ less have not moved, as far as the ramp of the unit is concerned. */
const STILL_WATTS = 60

/** The end, for a reason: nothing is written from here on. */
export const end = (state: State, why: Reason, now: number): State => ({
  ...state,
  safety: States.enter(state.safety, "ended", why, now),
  setpoint: 0,
  wanted: 0,
  why
})

/** Nobody holds the set-point yet: until somebody does, the unit does not follow it. */
export const unheld = (state: State): State => ({ ...state, settledAt: Infinity })

/** From now on the set-point is held, and the unit is on its way there from 0 W. */
export const held = (state: State, now: number, { rampWattsPerSecond }: Config): State => ({
  ...state,
  settledAt: now + RESPONSE_MILLIS + (Math.abs(state.setpoint) / rampWattsPerSecond) * 1000,
  settledWatts: state.setpoint
})

/** One step. */
export const step = (config: Config, before: State, input: Input): Output => {
  const { now, reading } = input
  if (before.safety.phase === "ended") return outputOf(config, before)
  if (input.mode === "off") return outputOf(config, end(before, "user", now))
  const told = withUnit(config, before, input)
  const { state, rejected } =
    reading === undefined ? { state: told } : withReading(config, told, reading, input)
  const next = settled(config, state, input)
  return { ...outputOf(config, next), ...(rejected === undefined ? {} : { rejected }) }
}

const outputOf = ({ onMeterLost }: Config, state: State): Output => {
  const { phase, why: reason } = state.safety
  const why = phase === "active" ? state.why : reason
  switch (phase) {
    case "idle":
    case "ended":
      return { state, setpoint: "let-go", why }
    case "resting":
      return { state, setpoint: why === "meter-lost" ? onMeterLost.afterwards : "rest", why }
    case "active":
    case "holding":
    case "fading":
      return { state, setpoint: state.setpoint, why }
  }
}

const withUnit = (config: Config, state: State, { unit }: Input): State => {
  const keepMillis = 2 * config.meterPeriodMillis + config.meterDelayMillis + Given.SILENT_MILLIS
  return (unit ?? []).reduce<State>(
    (current, sample) => ({
      ...current,
      given: Given.add(current.given, sample, keepMillis),
      battery: Battery.next(current.battery, sample, config.battery)
    }),
    state
  )
}

const withReading = (
  config: Config,
  state: State,
  reading: Reading,
  input: Input
): { readonly state: State; readonly rejected?: Rejection } => {
  const { now } = input
  const to = reading.at - config.meterDelayMillis
  const from = to - (reading.windowMillis ?? config.meterPeriodMillis)
  const given = Given.mean(state.given, from, to, now, modelOf(config, state))
  const [judge, verdict] = Judge.judge(state.judge, reading, given, now, config)
  const judged = { ...state, judge }
  if (verdict === "repeat" && state.safety.phase === "active") {
    return { state: { ...judged, safety: { ...state.safety, readAt: now }, why: "repeat" } }
  }
  if (verdict !== "good" && verdict !== "repeat") {
    const why = verdict === "frozen" ? "meter-frozen" : verdict === "wrong-sign" ? verdict : null
    const isFollowing = state.safety.phase !== "idle"
    return {
      rejected: verdict,
      state: why !== null && isFollowing ? { ...judged, safety: States.rest(state.safety, why, now) } : judged
    }
  }
  const known = { ...judged, gridWatts: reading.watts }
  if (given === null) return { state: { ...known, safety: { ...known.safety, readAt: now } } }
  const house = House.next(state.house, reading.watts - given, now, {
    jumpWatts: config.jumpWatts,
    periodMillis: config.meterPeriodMillis
  })
  const trim = learnt(config, state, now)
  return { state: decided(config, { ...known, house, trim }, input) }
}

/** The correction after a look at what the unit makes of its set-point. */
const learnt = (config: Config, state: State, now: number): Trim.State => {
  const from = now - Trim.LOOK_MILLIS
  const given = Given.mean(state.given, from, now, now, modelOf(config, state))
  const isFollowing = state.safety.phase === "active" && (state.why === "follow" || state.why === "repeat")
  return given === null || !isFollowing
    ? state.trim
    : Trim.learnt(state.trim, {
        wanted: state.wanted,
        given,
        settledAt: state.settledAt,
        from,
        periodMillis: config.meterPeriodMillis
      })
}

/** How the unit goes on where it does not tell. */
const modelOf = ({ rampWattsPerSecond }: Config, { setpoint }: State): Given.Model => ({
  setpoint,
  rampWattsPerSecond
})

/** The set-point that a good reading leads to, and the state that it brings. */
const decided = (config: Config, state: State, input: Input): State => {
  const { now } = input
  const wanted = wantedOf(config, state, input)
  const isBlocked =
    (wanted.why === "battery-floor" || wanted.why === "battery-ceiling") && Math.round(wanted.watts) === 0
  const isKnown = Battery.isKnown(state.battery, now, config.battery)
  // From idle it goes to rest by itself where it must.
  const mayGoOn = isKnown && (state.safety.phase === "idle" || (!isBlocked && input.mode !== "rest"))
  const safety = States.onReading(state.safety, now, mayGoOn)
  if (safety.phase !== "active") return { ...state, safety }
  if (isBlocked) {
    return atRest(config, { ...state, safety: States.enter(safety, "resting", wanted.why, now) }, now)
  }
  const [minimum, used] = Minimum.next(state.minimum, wanted.watts, now, config)
  const why: Reason =
    used === wanted.watts
      ? wanted.why
      : Math.sign(used) !== Math.sign(wanted.watts) && used === 0 && minimum.lastDirection !== 0
        ? "direction"
        : "minimum"
  const corrected = used === 0 ? 0 : used + Trim.of(state.trim, used)
  // What the battery must not take or give is no matter of calibration.
  const bounded = Math.min(Math.max(corrected, -config.maxDischarge), config.maxCharge)
  const change = Math.abs(bounded - state.setpoint)
  const isKept = change < DEAD_WATTS && (bounded === 0) === (state.setpoint === 0)
  const setpoint = isKept ? state.setpoint : Math.round(bounded) + 0
  return {
    ...state,
    safety,
    minimum,
    why,
    ...towards(config, state, setpoint, now),
    wanted: used
  }
}

/** Another set-point, and when the unit has arrived there by its ramp. */
const towards = (
  { rampWattsPerSecond }: Config,
  { settledAt, settledWatts }: State,
  setpoint: number,
  now: number
): Pick<State, "setpoint" | "settledAt" | "settledWatts"> => {
  const way = Math.abs(setpoint - settledWatts)
  return way < STILL_WATTS
    ? { setpoint, settledAt, settledWatts }
    : {
        setpoint,
        settledAt: Math.max(now + RESPONSE_MILLIS, settledAt) + (way / rampWattsPerSecond) * 1000,
        settledWatts: setpoint
      }
}

const wantedOf = (config: Config, state: State, order: Wanted.Order): Wanted.Wanted => {
  const limits = Battery.limitsOf(state.battery, config)
  const house = (state.house.watts ?? 0) + state.house.lead
  const wanted = Wanted.of(config, order, house, limits)
  if (config.strategy === "follow" || wanted.watts >= 0) return wanted
  const careful = Wanted.of(config, order, Math.min(house, House.least(state.house)), limits)
  return { ...careful, watts: Math.min(careful.watts, 0) }
}

const atRest = (config: Config, state: State, now: number): State => ({
  ...state,
  ...towards(config, state, 0, now),
  wanted: 0,
  minimum: Minimum.initial
})

/** The state after the changes that come from time, the unit and the mode. */
const settled = (config: Config, state: State, { now, mode }: Input): State => {
  const { phase } = state.safety
  if (phase === "idle") {
    return { ...state, safety: States.onSilence(state.safety, now, state.setpoint, config) }
  }
  const cause = causeToRest(config, state, mode, now)
  if (cause !== null) {
    const safety = States.onSilence(States.rest(state.safety, cause, now), now, 0, config)
    return atRest(config, { ...state, safety }, now)
  }
  const safety = States.onSilence(state.safety, now, state.setpoint, config)
  if (safety.phase === "resting" || safety.phase === "ended") return atRest(config, { ...state, safety }, now)
  return safety.phase === "fading"
    ? { ...state, safety, ...towards(config, state, Math.round(States.faded(safety, now, config)) + 0, now) }
    : { ...state, safety }
}

const causeToRest = (config: Config, state: State, mode: Mode, now: number): Reason | null => {
  if (Given.ageAt(state.given, now) > Given.SILENT_MILLIS) return "unit-silent"
  if (!Battery.isKnown(state.battery, now, config.battery)) return "battery-unknown"
  return mode === "rest" ? "user" : null
}
