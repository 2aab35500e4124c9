/**
 * The worker behind `Fleet.ts`: simulated adapters on paced lines, as many as it is told. Bytes cross over in messages;
 * the thread is not that of the runtime, so what a simulation costs does not count against it.
 */
import { parentPort, workerData } from "node:worker_threads"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FromHost, Setup, ToHost } from "./Messages.ts"

const { lines, turnaroundMillis } = workerData as Setup
const host = parentPort!
const say = (message: ToHost): void => host.postMessage(message)

await Effect.gen(function* () {
  const duplexes = yield* Effect.forEach(Array.from({ length: lines }), () =>
    Effect.flatMap(Driver.make({ turnaroundMillis }), ({ open }) => open)
  )
  host.on("message", (message: FromHost) => {
    if (message === "cpu") return say({ cpu: process.threadCpuUsage() })
    Effect.runSync(duplexes[message.line]!.write(message.bytes))
  })
  say("ready")
  yield* Effect.forEach(
    duplexes,
    (duplex, line) => Stream.runForEach(duplex.bytes, (bytes) => Effect.sync(() => say({ line, bytes }))),
    { concurrency: "unbounded", discard: true }
  )
}).pipe(Effect.scoped, Effect.runPromise)
