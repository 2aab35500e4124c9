/**
 * The scenes that controllers are compared by: a step, a kettle, clouds, and a meter that falls silent. Each begins after
 * a while in which the controller has found its way.
 */
import type { House } from "@vebus/simulator/house"

/** When a scene begins, in milliseconds. */
export const BEGIN_MILLIS = 40_000

/** A house in time, and for how long it is looked at. */
export interface Scene {
  readonly name: string
  /** In milliseconds since the scene began; before that the time is negative. */
  readonly house: (at: number) => House.House
  readonly seconds: number
  /** Whether the meter tells. */
  readonly tells: (at: number) => boolean
}

const always = () => true
const load = (loadWatts: number): House.House => ({ loadWatts, pvWatts: 0 })

/** 0.3 kW, 2.3 kW for 50 s, and 0.3 kW for 50 s. */
export const step: Scene = {
  name: "step",
  house: (at) => load(at >= 0 && at < 50_000 ? 2300 : 300),
  seconds: 100,
  tells: always
}

/** 2 kW for 10 s, and 10 s without, six times; 0.3 kW beside it. */
export const kettle: Scene = {
  name: "kettle",
  house: (at) => load(at >= 0 && at < 120_000 && at % 20_000 < 10_000 ? 2300 : 300),
  seconds: 120,
  tells: always
}

const SUN = 3000
const SHADE = 300
const CLOUD_MILLIS = 3000

/** 0.5 kW of loads, and 3 kW of sun that clouds bring to 0.3 kW in 3 s, and give back, every 20 s. */
export const cloud: Scene = {
  name: "cloud",
  house: (at) => {
    const time = Math.max(at, 0)
    const isComing = Math.floor(time / 20_000) % 2 === 0
    const share = at < 0 ? 0 : Math.min((time % 20_000) / CLOUD_MILLIS, 1)
    const [from, to] = isComing ? [SUN, SHADE] : [SHADE, SUN]
    return { loadWatts: 500, pvWatts: from + (to - from) * share }
  },
  seconds: 160,
  tells: always
}

const SILENT_MILLIS = 5000

/** Loads of 1.8 kW, and a meter that tells nothing for 5 s. */
export const silent: Scene = {
  name: "meter silent 5 s, 1.8 kW",
  house: () => load(1800),
  seconds: 30,
  tells: (at) => at < 0 || at >= SILENT_MILLIS
}

/** The same, and half-way the loads fall to 0.3 kW. */
export const silentFalling: Scene = {
  ...silent,
  name: "same, load falls to 0.3 kW",
  house: (at) => load(at < SILENT_MILLIS / 2 ? 1800 : 300)
}

/** All of them, in the order of the table. */
export const scenes: ReadonlyArray<Scene> = [step, kettle, cloud, silent, silentFalling]

/** Watt-hours over the house connection, and of these exported. */
export interface Target {
  readonly both: number
  readonly exported: number
}

/** The ramps that scenes are looked at with, in watts a second. */
export const ramps = [400, 2000] as const

/** The most that each scene may cost, by ramp: the figures of a model of this law, made before there was code. */
export const targets: Readonly<Record<string, Readonly<Record<(typeof ramps)[number], Target>>>> = {
  [step.name]: { 400: { both: 4.6, exported: 2 }, 2000: { both: 2.7, exported: 1 } },
  [kettle.name]: { 400: { both: 25.1, exported: 12.3 }, 2000: { both: 13, exported: 5.8 } },
  [cloud.name]: { 400: { both: 19.1, exported: 9.5 }, 2000: { both: 9.4, exported: 4.9 } },
  [silent.name]: { 400: { both: 1.3, exported: 0 }, 2000: { both: 0.9, exported: 0 } },
  [silentFalling.name]: { 400: { both: 1.2, exported: 1.1 }, 2000: { both: 1.2, exported: 1 } }
}

/** Whether a figure is at least as good, in tenths of a watt-hour as the table has them. */
export const isMet = (figures: Target, target: Target): boolean =>
  Math.round(figures.both * 10) <= Math.round(target.both * 10) &&
  Math.round(figures.exported * 10) <= Math.round(target.exported * 10)
