/**
 * Chance that depends on a place alone: the seed of the plan, which opening of the port, which frame, which kind of
 * fault. So kinds and directions do not disturb each other: whether the hundredth reply is lost is the same whatever
 * else goes wrong, and however requests and replies interleave.
 */
import * as Random from "../Random.ts"

/** Draws at one place. Each call is the next draw. */
export interface Dice {
  /** From 0 up to but not including 1. */
  readonly share: () => number
  /** An integer from 0 up to but not including `count`. */
  readonly below: (count: number) => number
}

/** Mixes integers into one: each bit of each moves about half of the bits. */
const hash = (words: ReadonlyArray<number>): number => {
  let mixed = 0
  for (const word of words) {
    mixed = Math.imul(mixed ^ word ^ (mixed >>> 15), 0x85eb_ca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
    mixed ^= mixed >>> 16
  }
  return mixed
}

/** The draws at a place, which is a row of integers. */
export const at = (...place: ReadonlyArray<number>): Dice => {
  const { draw } = Random.from(hash(place))
  const share = () => (draw() + 1) / 2
  return { share, below: (count) => Math.floor(share() * count) }
}
