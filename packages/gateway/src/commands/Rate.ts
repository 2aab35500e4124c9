/**
 * How often something may happen: so many at once, and so many each second after that. Pure.
 */

/** The tokens that are left, and the time that counts from. */
export interface Bucket {
  readonly left: number
  readonly at: number
}

/** How many may come at once, and how many each second. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** A full bucket. */
export const full = ({ burst }: Rate, now: number): Bucket => ({ left: burst, at: now })

/** Takes one; `null` where there is none left. */
export const take = ({ left, at }: Bucket, { burst, perSecond }: Rate, now: number): Bucket | null => {
  const filled = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond)
  return filled < 1 ? null : { left: filled - 1, at: now }
}
