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
import { INTERVAL_MILLIS, type Report, TURNAROUND_MILLIS } from "./Report.ts"
import type { Cpu, FromHost, Setup, ToHost } from "./Messages.ts"

const lines = Number(process.argv[2])
const seconds = Number(process.argv[3])
/** How long after the last line was opened things are measured. */
const SETTLING_MILLIS = 5000

const setup: Setup = { lines, turnaroundMillis: TURNAROUND_MILLIS }
const worker = new Worker(new URL("./Simulators.ts", import.meta.url), { workerData: setup })
const tell = (message: FromHost): void => worker.postMessage(message)

let onCpu: (cpu: Cpu) => void = () => undefined
const simulatorCpu = (): Promise<Cpu> =>
  new Promise((resolve) => {
    onCpu = resolve
    tell("cpu")
  })
const millisOf = ({ user, system }: Cpu): number => (user + system) / 1000

const heapBefore = heapUsed()
const reference = await referenceMillis(SETTLING_MILLIS + (seconds + 3) * 1000)
const lateness: Array<number> = []
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
    // The first cycle reads scales too, and takes longer than the interval: the others count from its end.
    let anchor = Number.NaN
    let cycle = 0
    yield* Stream.runForEach(Telemetry.readings(session, { intervalMillis: INTERVAL_MILLIS }), (reading) =>
      Effect.sync(() => {
        if (cycle === 0) anchor = performance.now() - reference[0]!
        const due = reference[cycle++]
        if (!isMeasuring || due === undefined) return
        lateness.push(performance.now() - anchor - due)
        if (reading.battery === null || reading.acInput === null) missed++
      })
    )
  })

const measure = (chunkCount: () => number) =>
  Effect.gen(function* () {
    yield* Effect.sleep(INTERVAL_MILLIS + SETTLING_MILLIS)
    const simulatorBefore = yield* Effect.promise(simulatorCpu)
    const chunksBefore = chunkCount()
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
    const simulator = millisOf(yield* Effect.promise(simulatorCpu)) - millisOf(simulatorBefore)
    lateness.sort((a, b) => a - b)
    const report: Report = {
      lines,
      readings: lateness.length,
      missed,
      framesPerSecond: ((chunkCount() - chunksBefore) / elapsed) * 1000,
      cpuShare: cpu / elapsed,
      simulatorShare: simulator / elapsed,
      heapBytes: heapUsed() - heapBefore,
      delayMillis: {
        median: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6
      },
      lateMillis: {
        median: lateness[Math.floor(lateness.length / 2)]!,
        p99: lateness[Math.floor(lateness.length * 0.99)]!,
        max: lateness.at(-1)!
      }
    }
    return report
  })

await Effect.gen(function* () {
  const queues = yield* Effect.forEach(Array.from({ length: lines }), () =>
    Queue.unbounded<Uint8Array, Cause.Done>()
  )
  let chunks = 0
  yield* Effect.callback<void>((resume) => {
    worker.on("message", (message: ToHost) => {
      if (message === "ready") return resume(Effect.void)
      if ("cpu" in message) return onCpu(message.cpu)
      chunks++
      Queue.offerUnsafe(queues[message.line]!, message.bytes)
    })
  })
  yield* Effect.forEach(queues, (queue, index) => Effect.scoped(line(index, queue)), {
    concurrency: "unbounded",
    discard: true
  }).pipe(Effect.forkScoped)
  console.log(JSON.stringify(yield* measure(() => chunks)))
  process.exit(0)
}).pipe(Effect.scoped, Effect.runPromise)
