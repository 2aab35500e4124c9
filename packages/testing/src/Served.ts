/**
 * A simulated unit behind a TCP port of this process, as promises: for tests of programs that open a port by its URL, with
 * what somebody beside the unit can do to it.
 *
 *     await using unit = await served()
 *     const program = start(unit.port)
 *     await unit.pull()
 */
import { Hex } from "@vebus/codec"
import { type Change, Driver } from "@vebus/simulator"
import { Plug, serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as References from "effect/References"
import * as Scope from "effect/Scope"

/** A unit that is served until it is disposed of. */
export interface ServedUnit extends AsyncDisposable {
  /** The URL of its port. */
  readonly port: string
  /** Changes the unit and what is around it. */
  readonly change: (change: Change.Change) => Promise<void>
  /** Pulls the plug: whoever is connected is cut off, and nobody is let in. */
  readonly pull: () => Promise<void>
  /** Puts the plug in again, at the same port. */
  readonly push: () => Promise<void>
  /** All that was sent to the adapter so far, as hex; usually a frame each. */
  readonly heard: ReadonlyArray<string>
}

/** Serves a unit on a free port of this machine. It answers at once unless another line is asked for. */
export const served = async (options: Driver.Options = {}): Promise<ServedUnit> => {
  const scope = Scope.makeUnsafe()
  const heard: Array<string> = []
  const serving = Effect.gen(function* () {
    const simulated = yield* Driver.make({ line: "unpaced", ...options })
    const open = Effect.map(simulated.open, ({ bytes, write }) => ({
      bytes,
      write: (sent: Uint8Array) => {
        heard.push(Hex.toHex(sent))
        return write(sent)
      }
    }))
    const plug = yield* Plug.make((before: { readonly port: number } | null) =>
      serveTcp({ port: before?.port ?? 0 }, { open })
    )
    return { control: simulated.control, plug, at: yield* plug.served }
  })
  const { control, plug, at } = await Effect.runPromise(
    // A second client that is turned away is for the test to look at, and not for the log.
    serving.pipe(Scope.provide(scope), Effect.provideService(References.MinimumLogLevel, "Error"))
  )
  return {
    port: `tcp://${at.host}:${at.port}`,
    change: (change) => Effect.runPromise(control(change)),
    pull: () => Effect.runPromise(plug.pull),
    push: () => Effect.runPromise(plug.push),
    heard,
    [Symbol.asyncDispose]: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
