/**
 * How long from starting the process to its first complete reading: `npm run bench -- first-reading`.
 *
 * The bundled command line runs as a process on a pseudo-terminal of the paced simulator (2400 baud, 12 ms turnaround for
 * every command). One run before the others fills the caches, of compiled code and of infos. The limit is the wire and turnaround time of the frames that it needed, one at a time;
 * everything above it is starting Node, loading and waiting. The median of several runs is compared with the target.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Driver } from "@vebus/simulator"
import { servePty } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const RUNS = 5
const BYTES_PER_SECOND = 240
const TURNAROUND_MILLIS = 12
const TARGET_SECONDS = 0.3

const folder = mkdtempSync(join(tmpdir(), "vebus-bench-"))
const program = join(folder, "bin/vebus.cjs")

/** Seconds from starting `vebus monitor` to its first line. */
const firstReading = (port: string, onFirst: () => void): Effect.Effect<number> =>
  Effect.callback((resume) => {
    const started = performance.now()
    const child = spawn(process.execPath, [program, "monitor", "--port", port, "--count", "1", "--jsonl"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, VEBUS_CACHE_DIR: join(folder, "cache") }
    })
    let seconds = Number.NaN
    child.stdout.once("data", () => {
      seconds = (performance.now() - started) / 1000
      onFirst()
    })
    child.on("close", () => resume(Effect.succeed(seconds)))
  })

interface Run {
  readonly exchanges: number
  readonly wireSeconds: number
  readonly limit: number
  readonly seconds: number
}

/** One run against a fresh simulator, counting what went over the line. */
const measure = (path: string): Effect.Effect<Run, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      let bytes = 0
      let exchanges = 0
      const simulated = yield* Driver.make({
        turnaroundMillis: TURNAROUND_MILLIS,
        onTruth: () => exchanges++
      })
      const counted: Pick<Driver.Simulated, "open"> = {
        open: Effect.map(simulated.open, (duplex) => ({
          bytes: Stream.tap(duplex.bytes, (chunk) => Effect.sync(() => (bytes += chunk.length))),
          write: (chunk) =>
            Effect.andThen(
              Effect.sync(() => (bytes += chunk.length)),
              duplex.write(chunk)
            )
        }))
      }
      yield* servePty({ path }, counted)
      bytes = 0
      exchanges = 0
      // What is asked after the output is not counted.
      let needed = { bytes, exchanges }
      const seconds = yield* firstReading(path, () => (needed = { bytes, exchanges }))
      const wireSeconds = needed.bytes / BYTES_PER_SECOND
      return {
        exchanges: needed.exchanges,
        wireSeconds,
        limit: wireSeconds + (needed.exchanges * TURNAROUND_MILLIS) / 1000,
        seconds
      }
    })
  )

const { bundle } = (await import(new URL("../../../.ci/bundle.mjs", import.meta.url).href)) as {
  readonly bundle: (folder: string) => Promise<unknown>
}
await bundle(folder)
await Effect.runPromise(measure(join(folder, "mk3-warm")))
const runs: Array<Run> = []
for (let n = 0; n < RUNS; n++) runs.push(await Effect.runPromise(measure(join(folder, `mk3-${n}`))))
rmSync(folder, { recursive: true, force: true })

const column = (value: number) => value.toFixed(2).padStart(9)
console.log(`Node ${process.versions.node}, 2400 baud, ${TURNAROUND_MILLIS} ms turnaround, warm caches`)
console.log("run  exchanges    wire s   limit s   first s   above s")
runs.forEach(({ exchanges, wireSeconds, limit, seconds }, n) =>
  console.log(
    `${n + 1}    ${String(exchanges).padStart(9)} ${column(wireSeconds)} ${column(limit)} ${column(seconds)} ${column(seconds - limit)}`
  )
)
const above = runs.map(({ limit, seconds }) => seconds - limit).toSorted((a, b) => a - b)[
  Math.floor(RUNS / 2)
]!
const isMet = above <= TARGET_SECONDS
console.log(
  `target: limit + ${TARGET_SECONDS} s: median ${above.toFixed(2)} s above the limit, ${isMet ? "met" : "missed"}`
)
process.exit(isMet ? 0 : 1)
