/**
 * Where another program finds the adapter while this one stands between the two: since a port has one owner, the other
 * program is given a port of ours.
 *
 *     pty:PATH     a pseudo-terminal, for a program that opens a serial port
 *     tcp:PORT     a raw TCP port of this machine; 0 takes any free one
 */
import type { Bridge } from "@vebus/runtime"
import type { Plug, ServeError } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Lazy from "../Lazy.ts"

export type Via =
  | { readonly _tag: "Pty"; readonly path: string }
  | { readonly _tag: "Tcp"; readonly port: number }

/** The accepted texts, for messages. */
export const expected = "pty:PATH or tcp:PORT, with a TCP port from 0 to 65535"

const MAX_PORT = 65_535

/** The port that a text names, if it names one. */
export const parse = (text: string): Option.Option<Via> => {
  const [, kind, rest] = /^(pty|tcp):(.+)$/.exec(text) ?? []
  if (rest === undefined) return Option.none()
  if (kind === "pty") return Option.some({ _tag: "Pty", path: rest })
  return /^\d+$/.test(rest) && Number(rest) <= MAX_PORT
    ? Option.some({ _tag: "Tcp", port: Number(rest) })
    : Option.none()
}

/** Says something to the user. */
type Say = (text: string) => Effect.Effect<void>
type Port = Bridge.Bridge

/** How often it is looked whether a program still has its end open. */
const LOOK_MILLIS = 500

/** Serves a bridge to other programs until the scope closes, and says where, who comes and who goes. */
export const serve = (
  via: Via,
  full: Port,
  say: Say
): Effect.Effect<Plug.Plug<string, ServeError>, ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const [{ WritePolicy }, ReadsOnly, Simulation] = yield* Lazy.loadAll(() => [
      import("@vebus/runtime"),
      import("./ReadsOnly.ts"),
      import("../port/Simulation.ts")
    ])
    const readOnly = yield* WritePolicy.isReadOnly
    const bridge = readOnly ? ReadsOnly.make(full, say) : full
    const plug =
      via._tag === "Tcp"
        ? yield* Simulation.serve({ tcp: via.port, pty: null }, { open: announced(bridge, say) })
        : yield* Simulation.serve(
            { tcp: null, pty: via.path },
            { open: yield* watched(via.path, bridge, say) }
          )
    const what = readOnly ? ", reads only (VEBUS_READ_ONLY)" : ""
    yield* say(`between ${yield* plug.served} and ${bridge.url}${what}, until stopped (Ctrl-C)`)
    return plug
  })

/** A TCP client is there from its first byte to its last. */
const announced = ({ open }: Port, say: Say): Port["open"] =>
  Effect.andThen(
    Effect.acquireRelease(say("a program has connected"), () => say("the program has disconnected")),
    open
  )

/**
 * Nobody tells when a pseudo-terminal is opened and closed. So whoever is heard is looked for among the processes of
 * this machine, and looked after until it has gone.
 */
const watched = (path: string, { open }: Port, say: Say): Effect.Effect<Port["open"], never, Scope.Scope> =>
  Effect.map(
    Effect.all([Lazy.load(() => import("@vebus/runtime/serial")), Effect.scope]),
    ([{ PortOwner }, scope]) => {
      let isKnown = false
      const lookAfter = Effect.gen(function* () {
        const found = (yield* PortOwner.users(path)).find(({ pid }) => pid !== process.pid)
        if (found === undefined) return yield* say(`a program has opened ${path}`)
        const who = `process ${found.pid}${found.name === "" ? "" : ` (${found.name})`}`
        yield* say(`${who} has opened ${path}`)
        while (yield* PortOwner.isStill(found, path)) yield* Effect.sleep(LOOK_MILLIS)
        yield* say(`${who} has closed ${path}`)
        isKnown = false
      })
      return Effect.map(open, ({ bytes, write }) => {
        isKnown = false
        return {
          bytes,
          write: (chunk) => {
            if (isKnown) return write(chunk)
            isKnown = true
            return Effect.andThen(write(chunk), Effect.forkIn(lookAfter, scope))
          }
        }
      })
    }
  )
