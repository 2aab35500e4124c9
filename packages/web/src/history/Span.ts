/**
 * The spans of time that can be looked at.
 */

const HOUR = 3_600_000

/** By name, in milliseconds. */
export const spans = {
  "1 h": HOUR,
  "24 h": 24 * HOUR,
  "7 d": 7 * 24 * HOUR,
  "30 d": 30 * 24 * HOUR
} as const
/** A span by its name. */
export type Name = keyof typeof spans

/** Their names, the shortest first. */
export const names = Object.keys(spans) as ReadonlyArray<Name>
