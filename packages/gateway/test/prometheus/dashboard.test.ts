/**
 * The dashboard asks for nothing that is not there: each name, each label and each unit is one of the exposition.
 */
import { assert, describe, it } from "@effect/vitest"
import { Prometheus } from "@vebus/gateway"
import { Profile } from "@vebus/simulator"
import { Metrics } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import { Feed } from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { layer, site } from "../Simulations.ts"
import { dashboard, queries } from "./Dashboard.ts"
import { unknown } from "./Views.ts"

const build = { version: "0.2.0", revision: null, runtime: "node" }
const profile = Profile.profiles["three-phase-48-3000"]

const suffixes = { gauge: [""], counter: ["_total"], histogram: ["_bucket", "_sum", "_count"] } as const

/** Of a system that has run for a while: each name that can be asked for, with the labels that it has had. */
const exported = Effect.gen(function* () {
  yield* (yield* Sites).apply({ van: site("sim:van") })
  yield* TestClock.adjust("20 seconds")
  const views = yield* (yield* Feed).sites
  const rare = yield* Effect.provideService(
    Effect.gen(function* () {
      yield* Metrics.begin
      yield* Metric.update(Metrics.retriesOf("F0"), 1)
      yield* Metric.update(Metrics.eepromWritesOf("0"), 1)
      return yield* Metric.snapshot
    }),
    Metric.MetricRegistry,
    new Map()
  )
  const families = Prometheus.families([...views, { ...unknown("boat"), metrics: rare }], { build })
  return new Map(
    families.flatMap(({ name, type, samples }) =>
      suffixes[type].map((suffix) => [
        `${name}${suffix}`,
        new Set(samples.flatMap(({ labels }) => Object.keys(labels)))
      ])
    )
  )
}).pipe(
  Effect.provide(Layer.merge(layer({ van: { profile } }), Layer.succeed(References.MinimumLogLevel)("None")))
)

/** The unit in which Grafana shows what a name ends in. */
const shownAs: Readonly<Record<string, string>> = {
  volts: "volt",
  amperes: "amp",
  watts: "watt",
  hertz: "hertz",
  ratio: "percentunit"
}

describe("docs/grafana/vebus.json", () => {
  it.effect("asks for names and labels that there are", () =>
    Effect.gen(function* () {
      const names = yield* exported
      assert.isAbove(queries.length, 40)
      for (const { expr, legend, panel } of queries) {
        const named = [...expr.matchAll(/\bvebus_\w+/gu)].map(([name]) => name)
        assert.isAbove(named.length, 0, expr)
        for (const name of named) {
          const labels = names.get(name)
          assert.isDefined(labels, `${panel.title}: ${name}`)
          const wanted = [
            ...[...expr.matchAll(/[{,](\w+)(?:!?=~?)"/gu)].map((match) => match[1]!),
            ...[...expr.matchAll(/by \(([\w, ]+)\)/gu)].flatMap((match) => match[1]!.split(/, */u)),
            ...[...legend.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1]!)
          ]
          // A family without a sample in this system shows its labels elsewhere.
          if (labels!.size > 0)
            for (const label of wanted) assert.isTrue(labels!.has(label), `${name}: ${label}`)
        }
        assert.include(expr, 'site="$site"')
      }
    })
  )

  it("shows each figure in its unit", () => {
    for (const { expr, panel } of queries) {
      const plain = /^vebus_\w+?_(volts|amperes|watts|hertz|ratio)\{[^}]*\}$/u.exec(expr)
      if (plain !== null)
        assert.strictEqual(panel.fieldConfig?.defaults.unit, shownAs[plain[1]!], panel.title)
      if (expr.includes("_joules_total")) {
        assert.match(expr, /\/ 3600000$/u)
        assert.strictEqual(panel.fieldConfig?.defaults.unit, "kwatth")
      }
    }
  })

  it("has panels that do not cover each other, each with a number of its own", () => {
    const { panels } = dashboard
    assert.strictEqual(new Set(panels.map(({ id }) => id)).size, panels.length)
    const taken = new Map<string, string>()
    for (const { title, gridPos } of panels) {
      assert.isAtMost(gridPos.x + gridPos.w, 24, title)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.isUndefined(taken.get(`${x} ${y}`), `${title} and ${taken.get(`${x} ${y}`)}`)
          taken.set(`${x} ${y}`, title)
        }
    }
    assert.deepStrictEqual(
      dashboard.templating.list.map(({ name }) => name),
      ["datasource", "site"]
    )
  })
})
