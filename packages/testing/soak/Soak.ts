/**
 * A soak: hours of virtual time on a bad line, every answer compared with what the device held. Replies are lost, flipped
 * and preceded by noise, the adapter restarts, the port is unplugged and falls silent.
 */
import { Errors, Session, Transport } from "@vebus/runtime"
import type { Faults } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import * as Callers from "./Callers.ts"
import * as Line from "./Line.ts"
import * as Process from "./Process.ts"

export interface Options {
  readonly hours: number
  readonly seed: number
}

export interface Report extends Callers.Tally {
  readonly faults: Readonly<Record<string, number>>
  /** Heap at each tenth of the time. */
  readonly heap: ReadonlyArray<Process.Heap>
}

const HOUR_SECONDS = 3600
const STEP_SECONDS = 20

/** Lets the process do what it has put off: the test clock leaves it no pause. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What goes wrong besides the rates, by the second of the run. */
const incidentAt = (second: number): Faults.Happening | null => {
  if (second % 600 === 0) return { kind: "restart" }
  if (second % 1740 === 0) return { kind: "unplug", forMillis: 4000 }
  if (second % 2500 === 0) return { kind: "sleep", forMillis: 12_000 }
  return null
}

/** Runs a soak on the test clock. */
export const run = ({ hours, seed }: Options): Promise<Report> =>
  Effect.gen(function* () {
    const unplugged = new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) })
    const line = yield* Line.make(seed, { unplugged })
    const transport = Transport.make("sim:", line.open, Transport.BYTES_PER_SECOND)
    const connecting = yield* Effect.forkChild(
      Session.connect({ wait: true }).pipe(Effect.provideService(Transport.Transport, transport))
    )
    yield* TestClock.adjust("30 seconds")
    const callers = yield* Callers.start(yield* Fiber.join(connecting), line)

    const seconds = Math.round(hours * HOUR_SECONDS)
    const heap: Array<Process.Heap> = []
    for (let second = STEP_SECONDS; second <= seconds; second += STEP_SECONDS) {
      const incident = incidentAt(second)
      if (incident !== null) {
        yield* callers.incident
        yield* line.happen(incident)
      }
      yield* TestClock.adjust(`${STEP_SECONDS} seconds`)
      if (heap.length < Math.floor((10 * second) / seconds)) heap.push(Process.heap())
      yield* Effect.promise(breathe)
    }
    const stopping = yield* Effect.forkChild(callers.stop)
    yield* TestClock.adjust(`${Callers.LAST_SECONDS} seconds`)
    yield* Fiber.join(stopping)
    return { ...callers.tally(), faults: yield* line.counts, heap }
  }).pipe(
    Effect.scoped,
    Effect.provide(TestClock.layer()),
    Effect.provideService(References.MinimumLogLevel, "Warn"),
    Effect.runPromise
  )
