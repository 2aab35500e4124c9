/**
 * A soak on the real clock: the simulator at the pace of 2400 baud on a kernel pseudo-terminal, and a session on its real
 * serial port. The faults are those of `Soak.ts`; besides them the adapter restarts and falls silent, and its plug is
 * pulled, so that the terminal hangs up and its link is gone.
 */
import { join } from "node:path"
import { Session, Transport } from "@vebus/runtime"
import * as Serial from "@vebus/runtime/serial"
import { Plug, servePty } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Callers from "./Callers.ts"
import * as Line from "./Line.ts"
import * as Process from "./Process.ts"
import type * as Soak from "./Soak.ts"

export interface Options {
  readonly minutes: number
  readonly seed: number
  /** A folder for the link to the terminal. */
  readonly folder: string
}

export interface Report extends Soak.Report {
  /** Open descriptors at each tenth of the time. */
  readonly descriptors: ReadonlyArray<number>
}

const UNPLUGGED_SECONDS = 4
const SILENT_MILLIS = 12_000

/** Runs a soak on the real clock. */
export const run = ({ minutes, seed, folder }: Options): Promise<Report> =>
  Effect.gen(function* () {
    const path = join(folder, "mk3")
    const line = yield* Line.make(seed)
    const plug = yield* Plug.make(() => servePty({ path }, line))
    const session = yield* Session.connect({ wait: true }).pipe(
      Effect.provideService(Transport.Transport, Serial.make(path))
    )
    const callers = yield* Callers.start(session, line)

    let unplugs = 0
    const unplug = Effect.gen(function* () {
      unplugs++
      yield* plug.pull
      yield* Effect.sleep(`${UNPLUGGED_SECONDS} seconds`)
      yield* plug.push
    }).pipe(Effect.orDie, Effect.forkScoped)

    /** What goes wrong besides the rates, by the second of the run. */
    const incidentAt = (second: number) => {
      if (second % 60 === 0) return line.happen({ kind: "restart" })
      if (second % 95 === 0) return unplug
      if (second % 205 === 0) return line.happen({ kind: "sleep", forMillis: SILENT_MILLIS })
      return null
    }

    const seconds = Math.round(minutes * 60)
    const heap: Array<Process.Heap> = []
    const descriptors: Array<number> = []
    for (let second = 1; second <= seconds; second++) {
      const incident = incidentAt(second)
      if (incident !== null) yield* Effect.andThen(callers.incident, incident)
      yield* Effect.sleep("1 second")
      if (heap.length < Math.floor((10 * second) / seconds)) {
        heap.push(Process.heap())
        descriptors.push(Process.descriptors())
      }
    }
    yield* callers.stop
    return { ...callers.tally(), faults: { ...(yield* line.counts), unplug: unplugs }, heap, descriptors }
  }).pipe(Effect.scoped, Effect.provideService(References.MinimumLogLevel, "Warn"), Effect.runPromise)
