/**
 * How far something is, for a person who waits: one line on stderr that rewrites itself, gone at the end. Only on a
 * terminal; elsewhere there is a word of it now and then where a command says nothing else for a minute (`spoken`).
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Surroundings } from "../Surroundings.ts"
import * as Plain from "./Plain.ts"

/** How often the line is rewritten, and how long something may take without one, in milliseconds. */
const EVERY_MILLIS = 1000

const clearLine = Plain.own("\r\u001B[K")

/** How often it is said where there is no terminal, in milliseconds. */
const SPOKEN_MILLIS = 20_000

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

/** The same, and elsewhere than on a terminal a line now and then. */
export const spoken = (text: () => string): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(Surroundings, ({ stderr }) =>
    stderr.isTTY
      ? shown(text)
      : Effect.suspend(() => Console.error(text())).pipe(
          Effect.delay(SPOKEN_MILLIS),
          Effect.forever,
          Effect.forkScoped,
          Effect.asVoid
        )
  )

/** Says something on stderr that stays, in the place of the line. */
export const say = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Surroundings, ({ stderr }) =>
    Console.error(`${stderr.isTTY ? clearLine : ""}vebus: ${text}`)
  )
