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
import * as Latch from "effect/Latch"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Change } from "./Change.ts"
import * as Simulator from "./Simulator.ts"
import type { Truth } from "./Truth.ts"

/** Both directions of an open port. The end of `bytes` is the plug being pulled. */
export interface Duplex {
  readonly bytes: Stream.Stream<Uint8Array>
  /** Sends bytes to the adapter. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
}

/** What a simulation starts with, and who is told the truth behind its answers. */
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
  const wake = yield* Latch.make()
  let state = Simulator.make(options)
  let wakeAt = 0

  const now = (): number => Number(clock.monotonicTimeNanosUnsafe() - startedAt) / NANOS_PER_MILLI

  // A step and the handing out of its frames are one piece that nothing can interrupt: the order needs no lock.
  const step = (bytes: Uint8Array): void => {
    const [next, sent, due] = Simulator.step(state, now(), bytes)
    state = next
    if (due < wakeAt) wake.openUnsafe()
    wakeAt = due
    for (const frame of sent) {
      if (frame.truth !== undefined) options.onTruth?.(frame.truth)
      for (const outlet of outlets) Queue.offerUnsafe(outlet, frame.bytes)
    }
  }

  yield* Effect.addFinalizer(() => Effect.sync(() => outlets.forEach((outlet) => Queue.endUnsafe(outlet))))

  yield* Effect.gen(function* () {
    while (true) {
      step(NOTHING)
      wake.closeUnsafe()
      // Clocks wake at whole milliseconds.
      yield* wake.await.pipe(Effect.timeoutOption(Math.ceil(wakeAt - now())))
    }
  }).pipe(Effect.forkScoped)

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
        write: (bytes) => Effect.sync(() => step(bytes))
      }
    }),
    control: (change) =>
      Effect.sync(() => {
        step(NOTHING)
        state = Simulator.control(state, change)
        step(NOTHING)
      }),
    state: Effect.sync(() => {
      step(NOTHING)
      return state
    })
  }
})
