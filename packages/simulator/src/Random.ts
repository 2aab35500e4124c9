/**
 * Chance out of a seed: the same seed gives the same draws on every machine. The generator is "mulberry32", a 32-bit
 * counter with a mixing step: small, quick, and good enough for wandering values.
 */

/** A row of draws that starts from a seed. It changes as it is drawn from: make one inside a step, and keep its seed. */
export interface Draws {
  /** The next draw, from -1 up to but not including 1. */
  readonly draw: () => number
  /** The seed of the following draws. */
  readonly seed: () => number
}

export const from = (seed: number): Draws => {
  let counter = seed | 0
  return {
    draw: () => {
      counter = (counter + 0x6d2b79f5) | 0
      let mixed = Math.imul(counter ^ (counter >>> 15), counter | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x8000_0000 - 1
    },
    seed: () => counter
  }
}
