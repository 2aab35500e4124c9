/**
 * All settings that the tables know, with what the device reports about each, cold and with its infos cached.
 */
import { Cache, Device, type Errors, type Session } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Line from "./Line.ts"
import { timed } from "./Virtual.ts"

export interface Options {
  readonly window: Session.Session["window"]
  readonly turnaroundMillis: number
  readonly winmonMode: "short" | "long"
}

/** What one program read. */
export interface Run {
  readonly count: number
  readonly missing: number
  readonly millis: number
  /** Bytes each way. */
  readonly used: { readonly sent: number; readonly received: number }
}

const once = ({ window, turnaroundMillis, winmonMode }: Options) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { session, traffic } = yield* Line.session({ turnaroundMillis, winmonMode }, { window })
      const { sent, received } = traffic
      const [{ settings, missing }, millis] = yield* timed(Device.make(session).settings())
      const used = { sent: traffic.sent - sent, received: traffic.received - received }
      // Only infos that were told twice are kept: a command asks once more after its output.
      yield* session.confirmation.finish
      return { count: settings.length, missing: missing.length, millis, used }
    })
  )

/** Two programs, one after the other. */
export const twice = (
  options: Options
): Effect.Effect<readonly [Run, Run], Errors.LinkError | Device.UnknownName> =>
  Effect.all([once(options), once(options)]).pipe(Effect.provide(Cache.inMemory))
