/**
 * Data goes to stdout a line at a time, as fast as the reader takes it.
 */
import * as Effect from "effect/Effect"
import { Surroundings } from "../Surroundings.ts"
import * as Plain from "./Plain.ts"

/** Writes text, done when the system took it. What is not our own in it can be seen: `Plain.ts`. */
export const write = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Surroundings, ({ stdout }) =>
    Effect.callback((resume) => {
      stdout.write(Plain.line(text), () => resume(Effect.void))
    })
  )

/** Writes lines, at once. */
export const lines = (texts: ReadonlyArray<string>): Effect.Effect<void> =>
  texts.length === 0 ? Effect.void : write(Plain.lines([...texts, ""]))

/** Writes one line. */
export const line = (text: string): Effect.Effect<void> => lines([text])
