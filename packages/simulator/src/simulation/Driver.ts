/**
 * Runs a simulation on Effect's clock: the host's writes and the passing of time move it, nothing polls. On the test
 * clock plant, line and host move together.
 *
 * One adapter lives on while hosts open and close it. What it sends while nobody has it open is lost, as on a serial
 * line; several who have it open at once all hear it, and what keeps a port to one owner is the business of those who
 * serve it. When the scope of the simulation closes, all streams end, as if the adapter had been unplugged.
 * Reference: decisions.md 5, 8.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Alarm from "../clock/Alarm.ts"
import type { Change } from "./Change.ts"
import * as Simulator from "./Simulator.ts"
import type { Truth } from "../adapter/Truth.ts"

/** Both directions of an open port. The end of `bytes` is the plug being pulled. */
export interface Duplex {
  readonly bytes: Stream.Stream<Uint8Array>
  /** Sends bytes to the adapter. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
}

/** Options of a simulation, and the receiver of the truth behind its answers. */
export interface Options extends Omit<Simulator.Options, "startMillis"> {
  /** Is told the truth behind every answer, in order, just before the answer's last byte is handed out. Must not throw. */
  readonly onTruth?: (truth: Truth) => void
}

/** A running simulation. */
export interface Simulated {
  /** Opens the port, until the scope closes. `bytes` holds what is sent from now on, for one reader. */
  readonly open: Effect.Effect<Duplex, never, Scope.Scope>
  /** Changes what is so around or in the simulated system, now. */
  readonly control: (change: Change) => Effect.Effect<void>
  /** The state as it is now. Its times are milliseconds since the start of the simulation. */
  readonly state: Effect.Effect<Simulator.State>
}

/** How many frames wait for a reader who does not read; then the oldest are lost. */
const UNREAD_FRAMES = 1024

const NANOS_PER_MILLI = 1e6
const NOTHING = new Uint8Array(0)

/** Starts a simulation, which runs until the scope closes. */
export const make = Effect.fn("Driver.make")(function* (
  options: Options = {}
): Effect.fn.Return<Simulated, never, Scope.Scope> {
  const startedAt = yield* Clock.monotonicTimeNanos
  const clock = yield* Clock.Clock
  const outlets = new Set<Queue.Queue<Uint8Array, Cause.Done>>()
  let state = Simulator.make(options)

  const now = (): number => Number(clock.monotonicTimeNanosUnsafe() - startedAt) / NANOS_PER_MILLI

  // A step and the handing out of its frames are one piece that nothing can interrupt: the order needs no lock. It gives
  // when the next one is due.
  const step = (bytes: Uint8Array): number => {
    const [next, sent, wakeAt] = Simulator.step(state, now(), bytes)
    state = next
    for (const frame of sent) {
      if (frame.truth !== undefined) options.onTruth?.(frame.truth)
      for (const outlet of outlets) Queue.offerUnsafe(outlet, frame.bytes)
    }
    return wakeAt
  }

  yield* Effect.addFinalizer(() => Effect.sync(() => outlets.forEach((outlet) => Queue.endUnsafe(outlet))))

  const ring: Effect.Effect<void> = Effect.suspend(() => wakeAt(step(NOTHING)))
  const wakeAt = yield* Alarm.make(now, ring)

  return {
    open: Effect.gen(function* () {
      const outlet = yield* Effect.acquireRelease(
        Queue.sliding<Uint8Array, Cause.Done>(UNREAD_FRAMES),
        (queue) =>
          Effect.sync(() => {
            outlets.delete(queue)
            Queue.endUnsafe(queue)
          })
      )
      outlets.add(outlet)
      return {
        bytes: Stream.fromQueue(outlet),
        write: (bytes) => Effect.suspend(() => wakeAt(step(bytes)))
      }
    }),
    control: (change) =>
      Effect.suspend(() => {
        step(NOTHING)
        state = Simulator.control(state, change)
        return wakeAt(step(NOTHING))
      }),
    state: Effect.suspend(() => Effect.map(wakeAt(step(NOTHING)), () => state))
  }
})
