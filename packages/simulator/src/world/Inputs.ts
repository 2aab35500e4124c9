/**
 * The AC inputs of a system: none on an inverter, one on most, two on a Quattro. Each has a source of its own, AC1 comes
 * before AC2, and a source that has come back is watched for a while before the units leave another one for it.
 * Reference: protocol.md 3.5.4.
 */
import * as Mains from "./Mains.ts"
import type * as Profile from "../profile/Profile.ts"

/** AC1 is 0, AC2 is 1. */
export type Input = 0 | 1

/** One input. */
export interface State {
  readonly source: Mains.Source
  /** Since when its source is as it is, in milliseconds. */
  readonly since: number
}

const COUNT_SHIFT = 4
const COUNT_MASK = 0x07

/** How many inputs the units say that they have. */
export const countOf = ({ frames }: Profile.Profile): number =>
  (frames.config.value.acInputConfig >> COUNT_SHIFT) & COUNT_MASK

/** The inputs of a profile, those of which anything is known. */
export const make = (profile: Profile.Profile): ReadonlyArray<State> => {
  if (countOf(profile) === 0) return []
  const first = { source: Mains.GRID, since: Number.NEGATIVE_INFINITY }
  const second = { source: Mains.NONE, since: Number.NEGATIVE_INFINITY }
  return profile.frames.secondInput === undefined ? [first] : [first, second]
}

/** The input to use at a time: the first that has been good for a while, else the one in use, else any that is on. */
export const choose = (inputs: ReadonlyArray<State>, inUse: Input, at: number): Input => {
  const places = inputs.length > 1 ? ([0, 1] as const) : ([0] as const)
  const isOn = (place: Input) => inputs[place]?.source.on === true
  const isProven = (place: Input) => isOn(place) && inputs[place]!.since + Mains.WATCH_SECONDS * 1000 <= at
  return places.find(isProven) ?? (isOn(inUse) ? inUse : (places.find(isOn) ?? inUse))
}

/** The inputs with another source on one of them. */
export const withSource = (
  inputs: ReadonlyArray<State>,
  input: Input,
  source: Mains.Source,
  at: number
): ReadonlyArray<State> =>
  inputs.map((each, place) => {
    if (place !== input) return each
    return { source, since: each.source.on === source.on ? each.since : at }
  })
