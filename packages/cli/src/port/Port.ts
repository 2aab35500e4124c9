/**
 * From what the user said about the port to a transport. Each kind of port is loaded only when it is used: a native
 * serial driver is no use to somebody who reads over TCP.
 */
import { type Errors, Transport } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import { Surroundings } from "../Surroundings.ts"
import type * as PortUrl from "@vebus/runtime/port-url"

type Service = Transport.Transport["Service"]

/**
 * The transport of a port. Without one: the only MK3 of this machine; and with `demo`, when there is none, the
 * embedded simulator, which says so.
 */
export const resolve = (
  port: Option.Option<PortUrl.PortUrl>,
  demo: boolean
): Effect.Effect<Service, Errors.TransportError | ExitCode.CommandError, Scope.Scope> =>
  Option.match(port, {
    onSome: (url) =>
      Effect.flatMap(Surroundings, ({ portOf }) => {
        const transport = portOf?.(url)
        return transport === undefined ? toTransport(url) : Effect.succeed(transport)
      }),
    onNone: () =>
      demo ? Effect.catchReason(onlyAdapter, "TransportError", "NotFound", () => demonstration) : onlyAdapter
  })

/** The runtime that is not Node, which has no driver of serial ports. */
const otherRuntime = (): "Bun" | "Deno" | null =>
  "Bun" in globalThis ? "Bun" : "Deno" in globalThis ? "Deno" : null

/** The driver of serial ports, where there is one. */
const serialDriver = Effect.suspend(() => {
  const other = otherRuntime()
  return other === null
    ? Lazy.load(() => import("@vebus/runtime/serial"))
    : Effect.fail(
        new ExitCode.CommandError(
          ExitCode.noPort,
          `a serial port needs Node: its driver does not run in ${other}. Run vebus with Node, or read the port over TCP (tcp://host:port)`
        )
      )
})

const toTransport = (url: PortUrl.PortUrl): Effect.Effect<Service, ExitCode.CommandError, Scope.Scope> => {
  switch (url._tag) {
    case "Serial":
      return Effect.map(serialDriver, (Serial) => Serial.make(url.path))
    case "Tcp":
      return Effect.map(
        Lazy.load(() => import("@vebus/runtime/tcp")),
        (Tcp) => Tcp.make(url)
      )
    case "Simulated":
      return simulated(url)
    case "Replayed":
      return Effect.gen(function* () {
        const [{ Replay }, Recording] = yield* Lazy.loadAll(() => [
          import("@vebus/runtime"),
          import("./Recording.ts")
        ])
        return Replay.make(url.file, yield* Recording.load(url.file))
      })
  }
}

const onlyAdapter: Effect.Effect<Service, Errors.TransportError | ExitCode.CommandError> = Effect.gen(
  function* () {
    const Serial = yield* serialDriver
    return Serial.make((yield* Serial.SerialPorts.only).path)
  }
)

/** The embedded simulator with a profile, by default the first one. */
const simulated = ({
  profile,
  versionEveryMillis
}: Omit<Extract<PortUrl.PortUrl, { readonly _tag: "Simulated" }>, "_tag">): Effect.Effect<
  Service,
  ExitCode.CommandError,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const [{ Driver }, Profiles] = yield* Lazy.loadAll(() => [
      import("@vebus/simulator"),
      import("./Profiles.ts")
    ])
    const [name, device] = yield* Profiles.find(profile)
    const { open } = yield* Driver.make({
      profile: device,
      ...(versionEveryMillis === null ? {} : { versionPeriodMillis: versionEveryMillis })
    })
    return Transport.make(`sim:${name}`, open)
  })

/** The demonstration for somebody who has no unit: mains, a battery that is charged from it, and loads. */
const DEMONSTRATED = "multiplus-ii-48-5000-mk3"

const demonstration = Effect.tap(simulated({ profile: DEMONSTRATED, versionEveryMillis: null }), ({ url }) =>
  Console.error(`vebus: no MK3 found on this machine: this is a simulated inverter (${url}), not yours`)
)
