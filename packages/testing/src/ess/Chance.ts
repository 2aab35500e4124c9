/**
 * Chance out of a seed.
 */

/** Draws from -1 up to but not including 1. */
export type Random = () => number

/** Draws that a seed begins; the same seed gives the same draws. */
export const random = (seed: number): Random => {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x8000_0000 - 1
  }
}
