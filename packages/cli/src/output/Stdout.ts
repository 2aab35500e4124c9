/**
 * Data goes to stdout a line at a time, as fast as the reader takes it.
 */
import * as Effect from "effect/Effect"
import { Surroundings } from "../Surroundings.ts"

/** Writes text as it is, done when the system took it. */
export const write = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Surroundings, ({ stdout }) =>
    Effect.callback((resume) => {
      stdout.write(text, () => resume(Effect.void))
    })
  )

/** Writes one line. */
export const line = (text: string): Effect.Effect<void> => write(`${text}\n`)
