/**
 * Readings into InfluxDB 1.x: every figure under its name, and a database that was down has every minute afterwards.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Feed, Influx } from "@vebus/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Points from "../../src/influx/Points.ts"
import { viewOf } from "../Simulated.ts"
import * as Program from "./Program.ts"

const START = Date.parse("2026-01-01T12:00:00Z")
const INTERVAL = 10_000
const MINUTE = 60_000

/** InfluxDB on ports of its own, which keeps its data from one start to the next. */
const influxdb = (folder: string, http: number, rpc: number) => {
  const file = join(folder, "influx.conf")
  for (const name of ["meta", "data", "wal"]) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(
    file,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${http}"
`
  )
  return Program.running(
    "influxd",
    ["-config", file],
    async () => {
      const { status } = await fetch(`http://127.0.0.1:${http}/ping`)
      return status === 204
    },
    {}
  )
}

interface Answer {
  readonly results: ReadonlyArray<{
    readonly error?: string
    readonly series?: ReadonlyArray<{
      readonly columns: ReadonlyArray<string>
      readonly values: ReadonlyArray<ReadonlyArray<number | string | null>>
    }>
  }>
}

const query = async (base: string, q: string) => {
  const response = await fetch(
    `${base}/query?${new URLSearchParams({ db: "vebus", epoch: "ms", q }).toString()}`,
    {
      method: "POST"
    }
  )
  const { results } = (await response.json()) as Answer
  assert.isUndefined(results[0]?.error, q)
  return results[0]?.series?.[0] ?? { columns: [], values: [] }
}

/** Real time for what goes over the network, while the clock of the test stands still. */
const breathe = (millis = 20) =>
  Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, millis)))

describe("InfluxDB", () => {
  it.effect(
    "that is down for ten minutes has every minute when it is back, and figures as they were read",
    () =>
      Effect.gen(function* () {
        const view = yield* viewOf("three-phase-48-3000")
        const folder = yield* Program.folder
        const [http, rpc] = [yield* Program.freePort, yield* Program.freePort]
        const base = `http://127.0.0.1:${http}`
        const context = yield* Feed.make
        const source = Context.get(context, Feed.Source)
        yield* TestClock.setTime(START)
        yield* Layer.build(
          Influx.layer({
            url: base,
            interval: INTERVAL,
            into: { version: 1, database: "vebus", username: null, passwordFile: null }
          })
        ).pipe(Effect.provide(context), Effect.provideService(References.MinimumLogLevel, "None"))
        yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
        yield* source.link("van", "connected", null)

        let at = START
        const minutes = (count: number) =>
          Effect.repeat(
            Effect.gen(function* () {
              yield* source.reading("van", view.reading!)
              yield* TestClock.adjust(INTERVAL)
              at += INTERVAL
              yield* breathe()
            }),
            { times: (count * MINUTE) / INTERVAL - 1 }
          )
        const counted = (to: number) =>
          Effect.promise(async () => {
            const { values } = await query(
              base,
              `SELECT COUNT("battery_voltage_volts") FROM "vebus" WHERE time >= ${START}ms AND time < ${to}ms GROUP BY time(1m)`
            )
            return values.map(([, count]) => count as number)
          })
        /** Reads on until every minute until now is in the database: lines are sent on the clock of the test. */
        const complete = Effect.gen(function* () {
          const to = at
          for (let tries = 1; tries <= 100; tries++) {
            const found = yield* counted(to)
            if (found.length === (to - START) / MINUTE && found.every((count) => count === 6)) return
            yield* minutes(1)
            // An answer that is slow is given more time before the clock goes on.
            yield* breathe(20 * tries)
          }
          return yield* Effect.die(new Error(`minutes are missing: ${(yield* counted(to)).join()}`))
        })

        // Nobody has made the database yet: what was read waits.
        const first = yield* Scope.make()
        yield* Scope.provide(influxdb(folder, http, rpc), first)
        yield* minutes(2)
        yield* Effect.promise(() => query(base, 'CREATE DATABASE "vebus"'))
        yield* minutes(1)
        yield* complete
        const before = at
        yield* Scope.close(first, Exit.void)
        yield* minutes(10)
        yield* influxdb(folder, http, rpc)
        yield* minutes(1)
        yield* complete
        assert.isAtLeast((at - before) / MINUTE, 11)

        const last = yield* Effect.promise(() => query(base, `SELECT * FROM "vebus" WHERE time = ${START}ms`))
        const rows = last.values.map((values) =>
          Object.fromEntries(last.columns.map((column, index) => [column, values[index] ?? null]))
        )
        const points = Points.of({ ...view, readAt: START })
        assert.strictEqual(rows.length, points.length)
        for (const { tags, fields } of points) {
          const row = rows.find(
            ({ address, phase }) => address === (tags["address"] ?? null) && phase === (tags["phase"] ?? null)
          )
          for (const [field, value] of Object.entries(fields)) assert.strictEqual(row?.[field], value, field)
        }
        const guide = readFileSync(
          fileURLToPath(new URL("../../../../docs/guides/influx.md", import.meta.url)),
          "utf8"
        )
        const asked = [...guide.matchAll(/^SELECT .*(?:\n .*)*/gm)].map(([text]) =>
          text.replaceAll("now()", `${at}ms`)
        )
        assert.isAtLeast(asked.length, 2)
        for (const text of asked)
          assert.isAbove((yield* Effect.promise(() => query(base, text))).values.length, 0, text)
      })
  )
})
