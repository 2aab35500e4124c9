/**
 * From opening the port to the first reading, cold and with what an earlier program has cached.
 */
import { Cache, type Errors, type Session, Telemetry } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Line from "./Line.ts"
import { timed } from "./Virtual.ts"

/** Bytes each way, and how long it took. */
export type Run = readonly [traffic: { readonly sent: number; readonly received: number }, millis: number]

const once = (turnaroundMillis: number, window: Session.Session["window"]) =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ session, traffic }, millis] = yield* timed(
        Effect.gen(function* () {
          const { session, traffic } = yield* Line.session({ turnaroundMillis }, { window })
          yield* Telemetry.readings(session).pipe(Stream.take(1), Stream.runDrain)
          return { session, traffic: { ...traffic } }
        })
      )
      // Only infos that were told twice are kept: a command asks once more after its output.
      yield* session.confirmation.finish
      return [traffic, millis] as const
    })
  )

/** Two programs, one after the other. */
export const twice = (
  turnaroundMillis: number,
  window: Session.Session["window"]
): Effect.Effect<readonly [Run, Run], Errors.LinkError> =>
  Effect.all([once(turnaroundMillis, window), once(turnaroundMillis, window)]).pipe(
    Effect.provide(Cache.inMemory)
  )
