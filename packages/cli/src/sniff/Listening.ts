/**
 * The common part of `sniff` and `record`: the port with a bridge on it, a port for another program if one was asked for, and
 * an end after some time.
 */
import type { Bridge, Errors } from "@vebus/runtime"
import type { CaptureFile } from "@vebus/runtime/files"
import type { Plug, ServeError } from "@vebus/simulator/serve"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Lazy from "../Lazy.ts"
import * as Connected from "../command/Connected.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"
import { say } from "../output/Progress.ts"
import * as Via from "./Via.ts"

/** The errors that end listening before its time. */
export type Failure = Errors.TransportError | ServeError | ExitCode.CommandError

export const flags = {
  port: Flags.port,
  via: Flags.parsed(
    "via",
    "pty:PATH|tcp:PORT",
    "Stand between the adapter and another program, which opens this port. Default: only listen to the adapter",
    Via.parse,
    Via.expected
  ).pipe(Flag.optional),
  for: Flags.duration("for", 1).pipe(
    Flag.withDescription("Stop after this time: 30s, 10m, 2h. Default: never"),
    Flag.optional
  )
}

type Input = Command.Command.Config.Infer<typeof flags> & Pick<Connected.Input, "record">

/** Opens the port and listens for as long as was asked for. Sends nothing but what another program sends. */
export const listen = (
  { port, record, via, for: span }: Input,
  onPassed: (passed: Bridge.Passed) => void,
  onStopped?: NonNullable<CaptureFile.Options["onStopped"]>
): Effect.Effect<void, Errors.TransportError | ServeError | ExitCode.CommandError, Scope.Scope> =>
  Effect.gen(function* () {
    const { Bridge } = yield* Lazy.load(() => import("@vebus/runtime"))
    const transport = yield* Connected.transportOf(
      { port, record },
      onStopped === undefined ? {} : { onStopped }
    )
    let plug: Plug.Plug<string, ServeError> | null = null
    const bridge = yield* Bridge.make(transport, {
      onPassed,
      onLost: ({ message }) =>
        Effect.andThen(
          say(`${message} Trying to open it again`),
          Effect.suspend(() => plug?.pull ?? Effect.void)
        ),
      onBack: Effect.andThen(
        say(`${transport.url} is back`),
        Effect.suspend(() =>
          plug === null ? Effect.void : Effect.catch(plug.push, ({ message }) => say(message))
        )
      )
    })
    if (Option.isSome(via)) plug = yield* Via.serve(via.value, bridge, say)
    else yield* say(`listening to ${bridge.url}, until stopped (Ctrl-C)`)
    yield* Option.match(span, { onNone: () => Effect.never, onSome: (millis) => Effect.sleep(millis) })
  })
