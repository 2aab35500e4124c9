/**
 * The text that another program, or a person, gives on stdin.
 */
import { text as readText } from "node:stream/consumers"
import * as Effect from "effect/Effect"
import { Surroundings } from "../Surroundings.ts"

/** All of stdin, to its end. */
export const text: Effect.Effect<string> = Effect.flatMap(Surroundings, ({ stdin }) =>
  Effect.promise(() => readText(stdin))
)
