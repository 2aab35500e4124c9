/**
 * The parts of a simulation as the words of the command line ask for them. Loads the simulator and what serves it.
 */
import { Capture, Transport } from "@vebus/runtime"
import { type Driver, Faults, Scenario } from "@vebus/simulator"
import { Plug, type Port, type ServeError, servePty, serveTcp } from "@vebus/simulator/serve"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as ExitCode from "../ExitCode.ts"
import { version } from "../Version.ts"

/** The scenario of a name. Fails with those that there are. */
export const scenarioOf = (name: string): Effect.Effect<Scenario.Scenario, ExitCode.CommandError> =>
  Object.hasOwn(Scenario.scenarios, name)
    ? Effect.succeed(Scenario.scenarios[name as Scenario.ScenarioId])
    : Effect.fail(
        ExitCode.wrongUse(
          `no scenario "${name}": expected one of ${Object.keys(Scenario.scenarios).join(", ")}`
        )
      )

/** The fault plan that a text tells. Fails with where it stops being one. */
export const planOf = (text: string): Effect.Effect<Faults.FaultPlan, ExitCode.CommandError> =>
  Effect.fromResult(Result.mapError(Faults.parse(text), (bad) => ExitCode.wrongUse(Faults.message(bad))))

type Unplug = Extract<Faults.Event, { readonly kind: "unplug" }>

const isUnplug = (event: Faults.Event): event is Unplug => event.kind === "unplug"

/** A simulation with the faults of a plan on its port, but for pulled plugs, which `follow` pulls. */
export const withFaults = (
  plan: Faults.FaultPlan,
  { open, control }: Driver.Simulated
): Effect.Effect<Faults.Faulty<never, never, Scope.Scope>, never, Scope.Scope> =>
  Faults.wrap({ ...plan, events: (plan.events ?? []).filter((event) => !isUnplug(event)) }, open, {
    restart: control({ change: "restart-adapter" })
  })

/** Pulls the plug of the served port when a plan says so: programs are to see that the port itself is gone. */
export const follow = (
  plug: Plug.Plug<unknown, ServeError>,
  { events = [] }: Faults.FaultPlan
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.forEach(
    events.filter(isUnplug),
    ({ atMillis, forMillis }) =>
      Effect.delay(plug.pull, atMillis).pipe(
        Effect.andThen(Effect.delay(plug.push, forMillis)),
        Effect.tapError(({ message }) => Effect.logWarning(message)),
        Effect.ignore,
        Effect.forkScoped
      ),
    { discard: true }
  )

/** Writes one line. */
type Write = (line: string) => Effect.Effect<void>

/** A transport within this process as a port to serve: it does not fail, whatever the type of a transport allows. */
export const infallible = ({ open }: Transport.Transport["Service"]): Port => ({
  open: Effect.map(Effect.orDie(open), ({ bytes, write }) => ({
    bytes: Stream.orDie(bytes),
    write: (chunk) => Effect.orDie(write(chunk))
  }))
})

/** A port whose traffic is written down. */
export const recorded = (url: string, { open }: Port, write: Write): Effect.Effect<Port> =>
  Effect.map(Capture.record(Transport.make(url, open), { write, software: `vebus ${version}` }), infallible)

/** Where to serve a port: one of the two ways. */
export interface Where {
  readonly tcp: number | null
  /** The address to listen on; this machine alone by default. */
  readonly host?: string
  readonly pty: string | null
  /** Whether a pseudo-terminal hears what is sent at another speed than 2400 baud. */
  readonly anySpeed?: boolean
}

/** Whether only programs of this machine reach an address. */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host)

/** Says that others than this machine can connect, where that is so. */
export const warnOfOthers = (host: string): Effect.Effect<void> =>
  isLoopback(host)
    ? Effect.void
    : Console.error(
        `vebus: listening on ${host}: whoever reaches this machine over the network can connect, there is no password`
      )

/** Serves a port over TCP or as a pseudo-terminal, and gives the plug with its URL. */
export const serve = (
  { tcp, host, pty, anySpeed = false }: Where,
  port: Port
): Effect.Effect<Plug.Plug<string, ServeError>, ServeError, Scope.Scope> =>
  Plug.make((before) =>
    pty === null
      ? Effect.map(
          serveTcp(
            {
              port: before === null ? (tcp ?? 0) : Number(new URL(before).port),
              ...(host === undefined ? {} : { host })
            },
            port
          ),
          (served) => `tcp://${served.host.includes(":") ? `[${served.host}]` : served.host}:${served.port}`
        )
      : Effect.map(servePty({ path: pty, anySpeed }, port), ({ path }) => path)
  )
