/**
 * How far something is, for a person who waits: one line on stderr that rewrites itself, gone at the end. Only on a
 * terminal; nowhere else is a word of it.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Surroundings } from "../Surroundings.ts"
import * as Plain from "./Plain.ts"

/** How often the line is rewritten, and how long something may take without one, in milliseconds. */
const EVERY_MILLIS = 1000

const clearLine = Plain.own("\r\u001B[K")

/** Shows what `text` says, once a second from the first second on, until the scope closes. */
export const shown = (text: () => string): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(Surroundings, ({ stderr }) => {
    if (!stderr.isTTY) return Effect.void
    const write = (line: string) => Effect.sync(() => void stderr.write(Plain.line(line)))
    return Effect.suspend(() =>
      write(`${clearLine}${Plain.visible(text()).slice(0, stderr.columns - 1)}`)
    ).pipe(
      Effect.delay(EVERY_MILLIS),
      Effect.forever,
      Effect.ensuring(write(clearLine)),
      Effect.forkScoped,
      Effect.asVoid
    )
  })

/** Says something on stderr that stays, in the place of the line. */
export const say = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Surroundings, ({ stderr }) =>
    Console.error(`${stderr.isTTY ? clearLine : ""}vebus: ${text}`)
  )
