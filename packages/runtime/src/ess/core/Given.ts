/**
 * The share of the unit: its AC input power over the window that a reading of the meter covers. Between samples it is taken
 * to run in a straight line; where the last samples are old it is taken to have gone on towards the set-point by its
 * ramp. Pure.
 */
import type { UnitSample } from "./Types.ts"

/** The samples of the last seconds, oldest first, and the set-points that may explain what comes next. */
export interface State {
  readonly samples: ReadonlyArray<{ readonly at: number; readonly watts: number }>
}

/** The state of a controller that was told nothing yet. */
export const initial: State = { samples: [] }

/** From this age on samples are extended by a model, in milliseconds. */
const STALE_MILLIS = 1500
/** From this age on nothing is known of the unit, in milliseconds. */
export const SILENT_MILLIS = 3000
/** The time from a write to the beginning of the ramp, in milliseconds. */
const RESPONSE_MILLIS = 200

/** Takes in a sample, and forgets what no window reaches any more. */
export const add = ({ samples }: State, { at, inputWatts }: UnitSample, keepMillis: number): State => {
  const last = samples.at(-1)
  if (!Number.isFinite(inputWatts) || !Number.isFinite(at) || (last !== undefined && at <= last.at)) {
    return { samples }
  }
  const first = samples.findIndex((sample) => sample.at >= at - keepMillis)
  // One older than the window stays: the line begins there.
  const kept = first <= 1 ? samples : samples.slice(first - 1)
  return { samples: [...kept, { at, watts: inputWatts }] }
}

/** Since when the unit has told nothing, in milliseconds; infinite where it never has. */
export const ageAt = ({ samples }: State, now: number): number => now - (samples.at(-1)?.at ?? -Infinity)

/** The power at a time, in watts. */
const at = (samples: State["samples"], time: number): number => {
  const index = samples.findLastIndex((sample) => sample.at <= time)
  const before = samples[index]
  const after = samples[index + 1]
  if (before === undefined) return samples[0]!.watts
  if (after === undefined) return before.watts
  return before.watts + ((after.watts - before.watts) * (time - before.at)) / (after.at - before.at)
}

/** The samples with what the ramp makes of the last one, while it is old but not too old. */
const extended = (
  samples: State["samples"],
  now: number,
  { setpoint, rampWattsPerSecond }: Model
): State["samples"] => {
  const last = samples.at(-1)!
  if (now - last.at <= STALE_MILLIS) return samples
  const way = setpoint - last.watts
  const millis = (Math.abs(way) / rampWattsPerSecond) * 1000
  const start = last.at + RESPONSE_MILLIS
  return [...samples, { at: start, watts: last.watts }, { at: start + Math.max(millis, 1), watts: setpoint }]
}

/** How a unit goes on that does not tell. */
export interface Model {
  readonly setpoint: number
  readonly rampWattsPerSecond: number
}

/** The mean power from one time to another, in watts; `null` where the unit has told nothing for too long. */
export const mean = (state: State, from: number, to: number, now: number, model: Model): number | null => {
  if (ageAt(state, now) > SILENT_MILLIS) return null
  const samples = extended(state.samples, now, model)
  const corners = [from, ...samples.flatMap(({ at: time }) => (time > from && time < to ? [time] : [])), to]
  let area = 0
  for (let index = 1; index < corners.length; index++) {
    const start = corners[index - 1]!
    const end = corners[index]!
    area += ((at(samples, start) + at(samples, end)) / 2) * (end - start)
  }
  return to > from ? area / (to - from) : at(samples, to)
}
