/**
 * All that is done over a link whose user has allowed changes: reads, and writes.
 */
import * as Effect from "effect/Effect"
import type { Answerer } from "./Recipe.ts"
import * as Reads from "./Reads.ts"
import * as Writes from "./Writes.ts"

/** Begins to read, and gives what answers. */
export const make: Answerer = (session, about) =>
  Effect.flatMap(Reads.make(session, about), (reads) => Writes.make(session, reads))
