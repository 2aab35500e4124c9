/**
 * What `/metrics` says while things go wrong at a site: samples end, and it is said that the site is down and why.
 */
import { assert, describe, it } from "@effect/vitest"
import { Prometheus } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import { Feed } from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { Behind, layer, site } from "../Simulations.ts"
import { read } from "./Strict.ts"

const quiet = Layer.succeed(References.MinimumLogLevel)("None")
const build = { version: "0.2.0", revision: null, runtime: "node" }

/** The exposition now, by name and labels. */
const scraped = Effect.gen(function* () {
  const sites = yield* (yield* Feed).sites
  const { body } = Prometheus.exposition(sites, { build })
  return Object.fromEntries(
    read(body, "text").flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => [
        `${name} ${Object.entries(labels)
          .map(([label, of]) => `${label}=${of}`)
          .join()}`,
        value
      ])
    )
  )
})

const up = "vebus_up site=van,address=0"
const volts = "vebus_battery_voltage_volts site=van"
const linkIs = (state: string) => `vebus_link_state site=van,state=${state}`

describe("a site", () => {
  for (const { kind, link } of [
    { kind: "unplug", link: "unplugged" },
    { kind: "sleep", link: "asleep" }
  ] as const) {
    it.effect(`that is ${link} has no samples and is down, until it is back; its counters stay`, () =>
      Effect.gen(function* () {
        yield* (yield* Sites).apply({ van: site("sim:van"), boat: site("sim:boat") })
        yield* TestClock.adjust("10 seconds")
        const before = yield* scraped
        assert.containsSubset(before, { [up]: 1, [linkIs("connected")]: 1, [linkIs(link)]: 0 })
        assert.isNumber(before[volts])
        assert.isAbove(before["vebus_frames_received_total site=van,kind=winmon"]!, 10)

        const behind = (yield* Behind).get("sim:van")!
        yield* behind.line.happen({ kind, forMillis: 20_000 })
        yield* TestClock.adjust("15 seconds")
        const during = yield* scraped
        assert.containsSubset(during, { [up]: 0, [linkIs("connected")]: 0, [linkIs(link)]: 1 })
        assert.notProperty(during, volts)
        assert.deepStrictEqual(
          Object.keys(during).filter(
            (name) => /site=van/u.test(name) && /_(?:volts|watts|amperes|hertz|ratio) /u.test(name)
          ),
          []
        )
        const counter = "vebus_bytes_skipped_total site=van"
        assert.isAtLeast(during[counter]!, before[counter]!)
        assert.property(during, "vebus_last_update_timestamp_seconds site=van,address=0")
        assert.containsSubset(during, { "vebus_up site=boat,address=0": 1 })

        yield* TestClock.adjust("60 seconds")
        const after = yield* scraped
        assert.containsSubset(after, { [up]: 1, [linkIs("connected")]: 1 })
        assert.isNumber(after[volts])
        if (kind === "unplug") assert.isAtLeast(after["vebus_reconnects_total site=van"]!, 1)
      }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {} }), quiet)))
    )
  }

  it.effect("that is taken out of the configuration is gone from the exposition", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van"), boat: site("sim:boat") })
      yield* TestClock.adjust("10 seconds")
      yield* sites.apply({ boat: site("sim:boat") })
      const names = Object.keys(yield* scraped)
      assert.deepStrictEqual(
        names.filter((name) => name.includes("site=van")),
        []
      )
      assert.isAbove(names.filter((name) => name.includes("site=boat")).length, 100)
    }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {} }), quiet)))
  )
})
