/**
 * What links count: each in the registry of its own, beginning at 0, so that programs with several adapters tell them apart.
 */
import { assert, describe, it } from "@effect/vitest"
import { Metrics, Telemetry } from "@vebus/runtime"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import { played } from "./Played.ts"

/** The number of one series; `undefined`: there is none. */
const count = (
  registry: ReadonlyArray<Metric.Metric.Snapshot>,
  id: string,
  labels: Readonly<Record<string, string>> = {}
): number | undefined => {
  const found = registry.find(
    (series) =>
      series.id === id && Object.entries(labels).every(([name, value]) => series.attributes?.[name] === value)
  )
  return found === undefined ? undefined : Number((found.state as { readonly count: number }).count)
}

describe("what a link counts", () => {
  it.effect("begins at 0 where the labels are known beforehand", () =>
    Effect.gen(function* () {
      yield* Metrics.begin
      const all = yield* Metric.snapshot
      assert.isAbove(all.length, 10)
      for (const { state } of all) assert.strictEqual((state as { readonly count: number }).count, 0)
      assert.strictEqual(count(all, "vebus_frames_rejected_total", { reason: "checksum" }), 0)
      assert.strictEqual(count(all, "vebus_requests_total"), undefined)
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("two links in one program count apart, each in its registry", () =>
    Effect.gen(function* () {
      const watched = (readings: number) =>
        Effect.scoped(
          Effect.gen(function* () {
            const session = yield* simulated()
            yield* Stream.runDrain(Stream.take(Telemetry.readings(session), readings))
            return yield* Metric.snapshot
          })
        ).pipe(played, Effect.provideService(Metric.MetricRegistry, new Map()))
      const [few, many] = [yield* watched(2), yield* watched(12)]
      const asked = { command: "F0", outcome: "ok" }
      assert.strictEqual(count(few, "vebus_requests_total", asked), 2)
      assert.strictEqual(count(many, "vebus_requests_total", asked), 12)
      assert.strictEqual(count(many, "vebus_bytes_skipped_total"), undefined)
    })
  )

  it.effect("a second phase that is not there is no lost request", () =>
    Effect.gen(function* () {
      const all = yield* Effect.scoped(
        Effect.gen(function* () {
          const session = yield* simulated()
          yield* Stream.runDrain(Stream.take(Telemetry.readings(session), 5))
          return yield* Metric.snapshot
        })
      ).pipe((program) => played(program, 60), Effect.provideService(Metric.MetricRegistry, new Map()))
      assert.strictEqual(count(all, "vebus_requests_total", { command: "F2", outcome: "absent" }), 1)
      assert.strictEqual(count(all, "vebus_requests_total", { outcome: "timeout" }), undefined)
      const repeats = all.filter(({ id }) => id === "vebus_retries_total")
      assert.isTrue(repeats.every(({ state }) => (state as { readonly count: number }).count === 0))
    })
  )
})
