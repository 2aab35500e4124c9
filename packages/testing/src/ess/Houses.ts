/**
 * Houses that live by chance, out of a seed.
 */
import type { House } from "@vebus/simulator/house"
import { type Random, random } from "./Chance.ts"

const DAY_MILLIS = 86_400_000
const SUN_WATTS = 4000

/** Draws from -1 up to but not including 1. */
export const chance = (seed: number): Random => random(seed)

/** Appliances: how much they draw, for how long, and how often they are on, in watts and milliseconds. */
const appliances = [
  { watts: 2000, onMillis: 180_000, offMillis: 7_200_000 },
  { watts: 90, onMillis: 900_000, offMillis: 2_400_000 },
  { watts: 1200, onMillis: 40_000, offMillis: 3_600_000 },
  { watts: 450, onMillis: 1_800_000, offMillis: 10_800_000 }
] as const

/** The house of a day that begins at midnight. Is asked forwards in time. */
export const day = (seed: number): ((at: number) => House.House) => {
  const draw = random(seed)
  const until = appliances.map(({ offMillis }) => ((draw() + 1) / 2) * offMillis)
  const isOn = appliances.map(() => false)
  let cloud = 1
  let target = 1
  let cloudUntil = 0
  let seenAt = 0
  return (at) => {
    appliances.forEach(({ onMillis, offMillis }, index) => {
      if (at < until[index]!) return
      isOn[index] = !isOn[index]
      until[index] = at + (isOn[index] ? onMillis : offMillis) * (1 + 0.5 * draw())
    })
    if (at >= cloudUntil) {
      target = draw() > 0.3 ? 0.15 + 0.1 * draw() : 0.9 + 0.1 * draw()
      cloudUntil = at + 120_000 * (1 + 0.8 * draw())
    }
    // A shadow takes some seconds to pass.
    const most = (at - seenAt) / 4000
    cloud += Math.min(Math.max(target - cloud, -most), most)
    seenAt = at
    const height = Math.max(Math.sin((at / DAY_MILLIS) * 2 * Math.PI - Math.PI / 2), 0)
    const loadWatts = appliances.reduce((sum, { watts }, index) => sum + (isOn[index] ? watts : 0), 250)
    return { loadWatts, pvWatts: SUN_WATTS * height * cloud }
  }
}
