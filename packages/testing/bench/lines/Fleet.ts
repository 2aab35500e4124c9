/**
 * So many lines in one process, each read once a second through a session of its own: `node Fleet.ts <lines> <seconds>`.
 * Prints one line of JSON. The simulators run in a worker; what this thread does is the runtime's alone.
 */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { Worker } from "node:worker_threads"
import { Session, Telemetry, Transport } from "@vebus/runtime"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { heapUsed } from "../day/Run.ts"
import { referenceMillis } from "./Reference.ts"
import { INTERVAL_MILLIS, type Report, type Spread } from "./Report.ts"
import type { Done, FromHost, Setup, ToHost } from "./Messages.ts"

const lines = Number(process.argv[2])
const seconds = Number(process.argv[3])
const spreadOf = (values: ReadonlyArray<number>): Spread | null => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]!
  return sorted.length === 0 ? null : { median: at(0.5), p99: at(0.99), max: at(1) }
}

/** How long after the last line was opened things are measured. */
const SETTLING_MILLIS = 5000

const setup: Setup = { lines }
const worker = new Worker(new URL("./Simulators.ts", import.meta.url), { workerData: setup })
const tell = (message: FromHost): void => worker.postMessage(message)

let onDone: (done: Done) => void = () => undefined
const simulated = (): Promise<Done> =>
  new Promise((resolve) => {
    onDone = resolve
    tell("done?")
  })
const millisOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000

const heapBefore = heapUsed()
const reference = await referenceMillis(SETTLING_MILLIS + (seconds + 3) * 1000)
/** For each line, its readings on the clock of this machine less the same in virtual time. */
const arrivals: Array<Array<number>> = []
let isMeasuring = false
let missed = 0

const line = (index: number, chunks: Queue.Queue<Uint8Array, Cause.Done>) =>
  Effect.gen(function* () {
    yield* Effect.sleep((index / lines) * INTERVAL_MILLIS)
    const transport = Transport.make(
      `sim:${index}`,
      Effect.succeed({
        bytes: Stream.fromQueue(chunks),
        write: (bytes) => Effect.sync(() => tell({ line: index, bytes }))
      }),
      Transport.BYTES_PER_SECOND
    )
    const session = yield* Effect.provideService(Session.connect(), Transport.Transport, transport)
    const offsets: Array<number> = []
    arrivals.push(offsets)
    let cycle = 0
    yield* Stream.runForEach(Telemetry.readings(session, { interval: INTERVAL_MILLIS }), (reading) =>
      Effect.sync(() => {
        const due = reference[cycle++]
        if (!isMeasuring || due === undefined) return
        offsets.push(performance.now() - due)
        if (reading.battery === null || reading.acInput === null) missed++
      })
    )
  })

const measure = () =>
  Effect.gen(function* () {
    yield* Effect.sleep(INTERVAL_MILLIS + SETTLING_MILLIS)
    const simulatorBefore = yield* Effect.promise(simulated)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const before = process.threadCpuUsage()
    const started = performance.now()
    isMeasuring = true
    yield* Effect.sleep(seconds * 1000)
    isMeasuring = false
    const elapsed = performance.now() - started
    const cpu = millisOf(process.threadCpuUsage(before))
    delay.disable()
    const { cpu: simulatorCpu, frames } = yield* Effect.promise(simulated)
    // The earliest reading of a line tells its beat; what comes later than that is late.
    const lateness = arrivals.flatMap((offsets) => {
      const beat = Math.min(...offsets)
      return offsets.map((offset) => offset - beat)
    })
    const report: Report = {
      lines,
      readings: lateness.length,
      missed,
      framesPerSecond: ((frames - simulatorBefore.frames) / elapsed) * 1000,
      cpuShare: cpu / elapsed,
      simulatorShare: (millisOf(simulatorCpu) - millisOf(simulatorBefore.cpu)) / elapsed,
      heapBytes: heapUsed() - heapBefore,
      delayMillis: {
        median: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6
      },
      lateMillis: spreadOf(lateness)
    }
    return report
  })

await Effect.gen(function* () {
  const queues = yield* Effect.forEach(Array.from({ length: lines }), () =>
    Queue.unbounded<Uint8Array, Cause.Done>()
  )
  yield* Effect.callback<void>((resume) => {
    worker.on("message", (message: ToHost) => {
      if (message === "ready") return resume(Effect.void)
      if ("done" in message) return onDone(message.done)
      Queue.offerUnsafe(queues[message.line]!, message.bytes)
    })
  })
  yield* Effect.forEach(queues, (queue, index) => Effect.scoped(line(index, queue)), {
    concurrency: "unbounded",
    discard: true
  }).pipe(Effect.forkScoped)
  console.log(JSON.stringify(yield* measure()))
  process.exit(0)
}).pipe(Effect.scoped, Effect.runPromise)
