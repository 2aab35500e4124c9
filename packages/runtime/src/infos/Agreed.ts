/**
 * Answers that are believed once they were given twice: a damaged reply may pass the checksum of one byte. So the firmware is
 * made sure of that infos are kept under, and the name that a unit goes by on disk. Reference: decisions.md 5.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"

/** So many answers, of which two must agree. */
const ANSWERS = 3

/** The answer that was given twice, the same by its name; `null`: no two agree. `first` was given already. */
export const twice = <A>(
  read: Effect.Effect<A, LinkError>,
  nameOf: (answer: A) => string,
  first: A | null = null
): Effect.Effect<A | null, LinkError> =>
  Effect.gen(function* () {
    const names = first === null ? [] : [nameOf(first)]
    while (names.length < ANSWERS) {
      const answer = yield* read
      if (names.includes(nameOf(answer))) return answer
      names.push(nameOf(answer))
    }
    return null
  })
