/**
 * The firmware that infos are kept under, believed once it was told twice in the same way: under a wrong key a good
 * file would be read for the wrong device. Reference: decisions.md 5.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import { type CacheKey, textOf } from "../state/Cache.ts"

/** So many answers, of which two must agree. */
const ANSWERS = 3

/** The key that two answers agree on; `null`: no two do. `first` was told already. */
export const proven = (
  read: Effect.Effect<CacheKey, LinkError>,
  first: CacheKey | null
): Effect.Effect<CacheKey | null, LinkError> =>
  Effect.gen(function* () {
    const told = first === null ? [] : [textOf(first)]
    while (told.length < ANSWERS) {
      const key = yield* read
      if (told.includes(textOf(key))) return key
      told.push(textOf(key))
    }
    return null
  })
