/**
 * What a collector of OpenTelemetry gets, and what becomes of it while the collector is away or says nothing.
 */
import { writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Config, Feed, OpenTelemetry } from "@vebus/gateway"
import { Telemetry } from "@vebus/runtime"
import { simulated } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Figures from "../../src/opentelemetry/Figures.ts"
import * as Headers from "../../src/opentelemetry/Headers.ts"
import { eachSecond } from "../Readings.ts"
import { receiver, secret, type Sent, until } from "../Receiver.ts"
import { fresh, viewOf } from "../Simulated.ts"

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly doubleValue?: number }
}
interface Point {
  readonly attributes: ReadonlyArray<Attribute>
  readonly timeUnixNano: string
  readonly startTimeUnixNano?: string
  readonly asDouble: number
}
interface Sum {
  readonly aggregationTemporality: number
  readonly isMonotonic: boolean
  readonly dataPoints: ReadonlyArray<Point>
}
interface Figure {
  readonly name: string
  readonly unit: string
  readonly gauge?: { readonly dataPoints: ReadonlyArray<Point> }
  readonly sum?: Sum
}

/** A request as a collector reads it. Throws where it is none. */
const parse = ({ body }: Sent) => {
  const { resourceMetrics } = JSON.parse(body) as {
    readonly resourceMetrics: ReadonlyArray<{
      readonly resource: { readonly attributes: ReadonlyArray<Attribute> }
      readonly scopeMetrics: ReadonlyArray<{ readonly metrics: ReadonlyArray<Figure> }>
    }>
  }
  assert.lengthOf(resourceMetrics, 1)
  const figures = resourceMetrics[0]!.scopeMetrics.flatMap(({ metrics }) => metrics)
  for (const { gauge, sum } of figures)
    for (const { timeUnixNano, asDouble } of gauge?.dataPoints ?? sum?.dataPoints ?? []) {
      assert.match(timeUnixNano, /^\d+$/)
      assert.isNumber(asDouble)
    }
  return { resource: resourceMetrics[0]!.resource, figures }
}

const volts = (sent: Sent) =>
  parse(sent)
    .figures.find(({ name }) => name === "vebus.battery.voltage")
    ?.gauge?.dataPoints.map(({ asDouble }) => asDouble) ?? []

const settings = (endpoint: string, more: Partial<OpenTelemetry.Settings> = {}): OpenTelemetry.Settings => ({
  endpoint,
  headersFile: null,
  headers: null,
  service: "vebus",
  version: "1.2.3",
  signals: ["metrics"],
  interval: 10_000,
  ...more
})

/** A site that is read each second, and a collector for it. */
const reading = (options: OpenTelemetry.Settings) =>
  Effect.gen(function* () {
    const context = yield* Feed.make
    const source = Context.get(context, Feed.Source)
    const scope = yield* Scope.make()
    // The end waits for an export on its way, on the clock of the test.
    yield* Effect.addFinalizer(() =>
      Effect.all([Scope.close(scope, Exit.void), TestClock.adjust("1 minute")], {
        concurrency: "unbounded",
        discard: true
      })
    )
    yield* Layer.build(OpenTelemetry.metrics(options)).pipe(
      Scope.provide(scope),
      Effect.provide(context),
      Effect.provideService(References.MinimumLogLevel, "None")
    )
    const seconds = yield* eachSecond(source)
    return { source, seconds }
  })

describe("a collector", () => {
  it.effect("gets figures with dotted names, units of UCUM and the time of the reading", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* receiver(200)
      const { seconds } = yield* reading(settings(`${url}/`))
      yield* seconds(10)
      yield* until("an export", () => asked.length === 1)
      assert.strictEqual(asked[0]!.url, "POST /v1/metrics")
      assert.match(asked[0]!.headers["content-type"]!, /^application\/json/)
      const { resource, figures } = parse(asked[0]!)
      assert.deepInclude(resource.attributes, { key: "service.name", value: { stringValue: "vebus" } })
      const found = figures.find(({ name }) => name === "vebus.battery.voltage")!
      assert.strictEqual(found.unit, "V")
      assert.deepInclude(found.gauge!.dataPoints[0], { timeUnixNano: "9000000000", asDouble: 25 })
      assert.deepStrictEqual(found.gauge!.dataPoints[0]!.attributes, [
        { key: "site", value: { stringValue: "van" } }
      ])
      const counted = figures.find(({ name }) => name === "vebus.up")
      assert.strictEqual(counted!.gauge!.dataPoints[0]!.asDouble, 1)
    })
  )

  it.effect("gets no figure of a unit that is away, and hears that it is", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* receiver(200)
      const { seconds, source } = yield* reading(settings(url))
      yield* seconds(10)
      yield* until("an export", () => asked.length === 1)
      yield* source.link("van", "unplugged", "gone")
      yield* TestClock.adjust("10 seconds")
      yield* until("another", () => asked.length === 2)
      const { figures } = parse(asked[1]!)
      assert.isFalse(figures.some(({ name }) => name.startsWith("vebus.battery")))
      assert.strictEqual(figures.find(({ name }) => name === "vebus.up")!.gauge!.dataPoints[0]!.asDouble, 0)
    })
  )

  for (const [what, answer] of [
    ["away", null],
    ["out of order", 503],
    ["silent", "never"]
  ] as const)
    it.effect(`that is ${what} holds up nothing, and gets figures of now when it is back`, () =>
      Effect.gen(function* () {
        const { url, asked, answers } = yield* receiver(200)
        const { seconds } = yield* reading(settings(url))
        answers.push(...Array.from({ length: 500 }, () => answer))
        yield* Effect.repeat(
          Effect.andThen(
            seconds(10),
            Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
          ),
          { times: 29 }
        )
        const before = asked.length
        // Four tries, then a minute's rest: nothing piles up.
        assert.isAbove(before, 0)
        assert.isBelow(before, 60)
        answers.length = 0
        let last = 0
        yield* Effect.repeat(
          Effect.andThen(
            seconds(10),
            Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
          ),
          { until: () => ++last > 12 && asked.length > before }
        )
        const [value] = volts(asked.at(-1)!)
        assert.isAbove(value!, 150, "an old figure")
      })
    )

  it.effect("is told the headers that stand in the file at that time", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* receiver(200)
      const headersFile = yield* secret("Authorization=Bearer%20one,x-tenant=boat")
      const { seconds } = yield* reading(settings(url, { headersFile }))
      yield* seconds(10)
      yield* until("an export", () => asked.length === 1)
      writeFileSync(headersFile, "authorization=Bearer%20two\n")
      yield* seconds(10)
      yield* until("another", () => asked.length === 2)
      assert.deepStrictEqual(
        asked.map(({ headers }) => [headers.authorization, headers["x-tenant"]]),
        [
          ["Bearer one", "boat"],
          ["Bearer two", undefined]
        ]
      )
    })
  )

  it.live("gets what the gateway says, and a span for each request to a unit", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* receiver(200)
      yield* Effect.gen(function* () {
        yield* Effect.logWarning("a warning of the gateway")
        const session = yield* simulated({ line: "unpaced" })
        yield* Telemetry.readings(session).pipe(Stream.take(1), Stream.runDrain)
      }).pipe(
        Effect.scoped,
        Effect.provide(OpenTelemetry.around(settings(url, { signals: ["logs", "traces"] })))
      )
      const of = (signal: string) =>
        asked.filter((sent) => sent.url === `POST /v1/${signal}`).map(({ body }) => body)
      assert.isTrue(of("logs").some((body) => body.includes("a warning of the gateway")))
      const spans = of("traces").flatMap(
        (body) =>
          (
            JSON.parse(body) as {
              readonly resourceSpans: ReadonlyArray<{
                readonly scopeSpans: ReadonlyArray<{
                  readonly spans: ReadonlyArray<{
                    readonly name: string
                    readonly attributes: ReadonlyArray<Attribute>
                  }>
                }>
              }>
            }
          ).resourceSpans[0]!.scopeSpans[0]!.spans
      )
      const request = spans.find(({ name }) => name === "vebus.request")
      assert.includeMembers(
        request!.attributes.map(({ key }) => key),
        ["command", "address", "attempts"]
      )
      assert.lengthOf(of("metrics"), 0)
    })
  )
})

describe("the figures", () => {
  it.effect("of a system stand under their names, each once", () =>
    Effect.gen(function* () {
      const view = yield* viewOf("three-phase-48-3000")
      const found = Figures.of([view, { ...view, site: "boat" }], [], { started: 0, now: 1 })
      const names = found.map(({ name }) => name)
      assert.strictEqual(new Set(names).size, names.length)
      for (const name of names) assert.match(name, /^vebus(\.[a-z0-9_]+)+$/)
      assert.includeMembers(names, [
        "vebus.battery.voltage",
        "vebus.battery.soc",
        "vebus.ac.input.frequency",
        "vebus.ac.output.power",
        "vebus.unit.inverter_power",
        "vebus.device.state"
      ])
      const power = found.find(({ name }) => name === "vebus.ac.output.power")!
      assert.lengthOf(power.gauge!.dataPoints, 6)
      assert.strictEqual(power.unit, "W")
    })
  )

  it.effect("of what was counted are sums and histograms whose buckets add up", () =>
    Effect.gen(function* () {
      const duration = Metric.histogram("vebus_request_duration_seconds", { boundaries: [0.1, 1] })
      const requests = Metric.counter("vebus_requests_total", { incremental: true })
      for (const value of [0.05, 0.5, 0.6, 5]) yield* Metric.update(duration, value)
      yield* Metric.update(Metric.withAttributes(requests, { command: "W" }), 4)
      const metrics = yield* Metric.snapshot
      const found = Figures.of([fresh({ site: "van", reading: null, metrics })], [], {
        started: 1000,
        now: 2000
      })
      const counted = found.find(({ name }) => name === "vebus.requests")!
      assert.deepInclude(counted.sum, { aggregationTemporality: 2, isMonotonic: true })
      assert.deepInclude(counted.sum!.dataPoints[0], {
        asDouble: 4,
        startTimeUnixNano: "1000000000",
        timeUnixNano: "2000000000"
      })
      const lengths = found.find(({ name }) => name === "vebus.request.duration")!
      assert.strictEqual(lengths.unit, "s")
      assert.deepInclude(lengths.histogram!.dataPoints[0], {
        count: 4,
        bucketCounts: [1, 2, 1],
        explicitBounds: [0.1, 1]
      })
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

describe("headers", () => {
  it.effect("that are none are refused, without a word of their values", () =>
    Effect.gen(function* () {
      for (const text of ["s3cret", "=s3cret", "a b=s3cret", "a=%E0%A4%A s3cret", "a=s3cret%0d%0ab: c"]) {
        const { message } = yield* Effect.flip(Headers.parse(text))
        assert.match(message, /^header 1: expected a name/)
        assert.notInclude(message, "s3cret")
      }
      assert.deepStrictEqual(yield* Headers.parse(" a = b%3D ,, C=1"), { a: "b=", c: "1" })
    })
  )
})

describe("its configuration", () => {
  const of = (text: string, env: Record<string, string> = {}) =>
    Result.getOrThrow(
      Config.load({
        file: { path: "c.yaml", text: `sites: { a: { port: "sim:" } }\n${text}` },
        env,
        flags: []
      })
    )

  it("comes from the variables that all programs have, unless ours or the file says otherwise", () => {
    const standard = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20s3cret",
      OTEL_SERVICE_NAME: "boat"
    }
    const { config, entries } = of("", standard)
    assert.deepInclude(OpenTelemetry.settingsOf(config, "1"), {
      endpoint: standard.OTEL_EXPORTER_OTLP_ENDPOINT,
      service: "boat"
    })
    const shown = JSON.stringify(entries)
    assert.include(shown, "OTEL_EXPORTER_OTLP_ENDPOINT")
    assert.notInclude(shown, "s3cret")
    const own = of("", { ...standard, VEBUS_OPENTELEMETRY_ENDPOINT: "http://mine:4318" })
    assert.strictEqual(own.config.opentelemetry?.endpoint, "http://mine:4318")
  })

  it("is none where nobody names a collector", () => {
    assert.isNull(of("").config.opentelemetry)
    assert.isNull(of("", { OTEL_SERVICE_NAME: "x", OTEL_EXPORTER_OTLP_HEADERS: "a=b" }).config.opentelemetry)
  })
})
