/**
 * A disk that is really full, a small one in memory: history loses readings and goes on once there is room, and the totals of
 * energy that were kept stay whole.
 */
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Energy, Feed, History } from "@vebus/gateway"
import { Profile } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import { TestClock } from "effect/testing"
import { Sites } from "../../src/Sites.ts"
import { readingOf } from "../Readings.ts"
import { layer, site } from "../Simulations.ts"
import { folder, run } from "./Program.ts"

/** A disk of one megabyte. */
const disk = Effect.gen(function* () {
  const place = yield* folder
  return yield* Effect.acquireRelease(
    Effect.sync(() => {
      const { status, stderr } = run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place])
      assert.strictEqual(status, 0, stderr)
      return place
    }),
    () => Effect.sync(() => run("umount", [place]))
  )
})

/** Takes all that is left of a disk. */
const fill = (place: string) => {
  const { bavail, bsize } = statfsSync(place)
  writeFileSync(join(place, "filler"), Buffer.alloc(bavail * bsize))
}

const said: Array<string> = []
const logging = Logger.layer([Logger.make(({ message }) => void said.push([message].flat().join(" ")))])

describe("a disk that is full", () => {
  it.effect("costs history readings, which it counts, and nothing else", () =>
    Effect.gen(function* () {
      said.length = 0
      const place = yield* disk
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const context = yield* Layer.build(
        Layer.provideMerge(History.layer({ path: join(place, "history.db") }), Feed.layer)
      )
      const source = Context.get(context, Feed.Source)
      yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
      const read = (seconds: number) =>
        Effect.gen(function* () {
          for (let second = 0; second < seconds; second++) {
            yield* source.reading("van", { ...readingOf(50 + second / 1000), port: "/dev/ttyUSB0" })
            yield* TestClock.adjust("1 second")
          }
        })
      yield* read(60)
      fill(place)
      yield* read(1200)
      const dropped = (yield* Metric.snapshot).find(({ id }) => id === "vebus_history_dropped_total")!
      assert.isAbove((dropped.state as { readonly count: number }).count, 300)
      assert.lengthOf(
        said.filter((line) => line.includes("history is not written")),
        1
      )
      rmSync(join(place, "filler"))
      yield* read(60)
      const now = yield* Clock.currentTimeMillis
      const answer = yield* Context.get(context, History.History).query({
        site: "van",
        fields: ["battery.voltage"],
        from: now - 60_000,
        to: now
      })
      assert.isAtLeast(answer.time.length, 58)
      assert.lengthOf(
        said.filter((line) => line.includes("is written to")),
        1
      )
    }).pipe(Effect.scoped, Effect.provide(logging), Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("leaves the totals of energy as they were kept last", () =>
    Effect.gen(function* () {
      said.length = 0
      const place = yield* disk
      const profile = Profile.profiles["multiplus-ii-48-5000-mk3"]
      const context = yield* Layer.build(
        Layer.provideMerge(Energy.layer({ state: place }), layer({ "/dev/van": { profile } }))
      )
      yield* Context.get(context, Sites).apply({ van: site("/dev/van") })
      const file = join(place, "energy.json")
      const text = () => (existsSync(file) ? readFileSync(file, "utf8") : "")
      const complaints = () => said.filter((line) => line.includes("counted and not kept")).length
      /** Lets minutes pass until something is so. Files have their own time: each minute gives them another moment. */
      const until = (isSo: () => boolean) =>
        Effect.gen(function* () {
          while (!isSo()) {
            yield* TestClock.adjust("1 minute")
            yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 100)))
          }
        })
      yield* until(() => text() !== "")
      const before = text()
      fill(place)
      yield* until(() => complaints() > 0)
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(text(), before)
      assert.strictEqual(complaints(), 1)
      rmSync(join(place, "filler"))
      yield* until(() => text() !== before)
    }).pipe(Effect.scoped, Effect.provide(logging))
  )
})
