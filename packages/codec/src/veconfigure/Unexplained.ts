/**
 * Bytes of a settings file that nobody has explained: kept with their place.
 */
import type { Spare } from "../bytes/Words.ts"

/** Bytes as they stand in the file, from this place on. */
export interface Unexplained {
  readonly offset: number
  readonly bytes: Spare
}
