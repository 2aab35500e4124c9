/**
 * A session with a simulated device in one line, for tests of programs that talk to an inverter. Time is Effect's
 * clock: on the test clock nothing waits, and plant, line and session move together.
 */
import { Session, Transport } from "@vebus/runtime"
import type { Errors } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Options extends Driver.Options {
  readonly session?: Session.Options
}

/** The transport of a simulated device. Open it as often as you like: the device lives on. */
export const transport = (
  options: Driver.Options = {}
): Effect.Effect<Transport.Transport["Service"], never, Scope.Scope> =>
  Effect.map(Driver.make(options), ({ open }) => Transport.make("sim:", open))

/** A session with a simulated device. */
export const simulated = ({ session, ...options }: Options = {}): Effect.Effect<
  Session.Session,
  Errors.LinkError,
  Scope.Scope
> =>
  Effect.flatMap(transport(options), (simulator) =>
    Session.connect(session).pipe(Effect.provideService(Transport.Transport, simulator))
  )
