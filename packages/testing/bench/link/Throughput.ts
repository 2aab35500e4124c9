/**
 * Values per second of RAM variables that are read again and again, by as many callers as the window has room for.
 */
import type { Errors, Session } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Line from "./Line.ts"

/** The first variables that the device has. */
const idsOf = (session: Session.Session, count: number) =>
  Effect.gen(function* () {
    const ids: Array<number> = []
    for (let id = 0; ids.length < count; id++) {
      if ((yield* session.ramScale(id))._tag !== "Unsupported") ids.push(id)
    }
    return ids
  })

export interface Options {
  readonly window: Session.Session["window"]
  readonly turnaroundMillis: number
  readonly variables: number
  readonly seconds: number
}

/** Values per second. */
export const rate = ({
  window,
  turnaroundMillis,
  variables,
  seconds
}: Options): Effect.Effect<number, Errors.LinkError, Scope.Scope> =>
  Effect.gen(function* () {
    const { session } = yield* Line.session({ turnaroundMillis }, { window })
    const ids = yield* idsOf(session, variables)
    let values = 0
    const caller = Effect.forever(Effect.map(session.readRam(ids), ({ size }) => (values += size)))
    const from = yield* Clock.currentTimeMillis
    yield* Effect.all(
      Array.from({ length: window }, () => caller),
      { concurrency: "unbounded" }
    ).pipe(Effect.timeoutOption(seconds * 1000))
    return values / (((yield* Clock.currentTimeMillis) - from) / 1000)
  })
