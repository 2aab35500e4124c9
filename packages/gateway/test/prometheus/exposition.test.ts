/**
 * The two formats as a scraper meets them: which one is sent, what is escaped, what stands in them when a link is gone.
 */
import { assert, describe, it } from "@effect/vitest"
import { Prometheus } from "@vebus/gateway"
import { Metrics } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { read } from "./Strict.ts"
import { unknown } from "./Views.ts"

const build = { version: "0.2.0", revision: "abc", runtime: "node 24.0.0" }

describe("the format", () => {
  const prometheus =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
  it.each([
    [undefined, "text"],
    ["", "text"],
    ["*/*", "text"],
    ["text/plain", "text"],
    ["text/html, */*;q=0.8", "text"],
    [prometheus, "openmetrics"],
    ["application/openmetrics-text", "openmetrics"],
    ['application/openmetrics-text; version="1.0.0"; charset=utf-8', "openmetrics"],
    ["APPLICATION/OPENMETRICS-TEXT;VERSION=1.0.0", "openmetrics"],
    ["application/openmetrics-text;version=1.0.0;q=0", "text"],
    ["application/openmetrics-text;version=0.0.1", "text"],
    ["application/openmetrics-text;q=0.4, text/plain;q=0.9", "text"],
    ["application/openmetrics-text;q=nonsense", "text"]
  ] as const)("for Accept %j is %s", (accept, format) => {
    assert.strictEqual(Prometheus.negotiate(accept), format)
    const { contentType, body } = Prometheus.exposition([unknown()], { build }, accept)
    assert.strictEqual(contentType, Prometheus.contentTypes[format])
    assert.isAbove(read(body, format).length, 0)
  })

  it("escapes labels and help so that they come back", () => {
    const help = 'a \\ and\na line and "quotes"'
    const family = {
      name: "x",
      type: "gauge",
      unit: null,
      help,
      samples: [{ suffix: "", labels: { label: 'a "b"\\\n{},=c' }, value: -0 }]
    } as const satisfies Prometheus.Family
    assert.strictEqual(
      Prometheus.render([family], "text"),
      '# HELP x a \\\\ and\\na line and "quotes"\n# TYPE x gauge\nx{label="a \\"b\\"\\\\\\n{},=c"} 0\n'
    )
    for (const format of ["text", "openmetrics"] as const) {
      const [found] = read(Prometheus.render([family], format), format)
      assert.strictEqual(found?.help, help)
      assert.strictEqual(found?.samples[0]?.labels["label"], 'a "b"\\\n{},=c')
    }
  })
})

describe("the strict reader", () => {
  const head = "# HELP a b\n# TYPE a gauge\n"
  it.each([
    ["a 1\n", "text"],
    [`${head}a 1`, "text"],
    [`${head}a 1,5\n`, "text"],
    [`${head}a 1\na 1\n`, "text"],
    [`${head}a{b="c",} 1\n`, "text"],
    [`${head}a{b="c",b="d"} 1\n`, "text"],
    [`${head}a{b="\\x"} 1\n`, "text"],
    [`${head}b 1\n`, "text"],
    [`${head}a 1\n\n`, "text"],
    [`${head}a 1\n${head}a{b="c"} 1\n`, "text"],
    [`${head}# UNIT a volts\na 1\n`, "text"],
    [`${head}a 1\n`, "openmetrics"],
    [`${head}# UNIT a volts\na 1\n# EOF\n`, "openmetrics"],
    [`${head}a 1\n\n# EOF\n`, "openmetrics"],
    ["# HELP a b\n# TYPE a counter\na 1\n# EOF\n", "openmetrics"],
    ['# HELP a b\n# TYPE a histogram\na_bucket{le="+Inf"} 2\na_sum 1\na_count 1\n# EOF\n', "openmetrics"],
    [
      '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n# EOF\n',
      "openmetrics"
    ]
  ] as const)("refuses %j as %s", (text, format) => {
    assert.throws(() => read(text, format))
  })
})

describe("a site without a fresh reading", () => {
  it("that was never reached is down, and says nothing else than that", () => {
    const text = Prometheus.render(Prometheus.families([unknown("boat")], { build }), "text")
    assert.include(text, 'vebus_up{site="boat"} 0\n')
    assert.include(text, 'vebus_link_state{site="boat",state="opening"} 1\n')
    assert.include(text, 'vebus_link_state{site="boat",state="connected"} 0\n')
    assert.include(text, 'vebus_build_info{version="0.2.0",revision="abc",runtime="node 24.0.0"} 1\n')
    assert.notInclude(text, "battery")
    assert.notInclude(text, "last_update")
  })
})

describe("what a link counts", () => {
  it.effect("stands under its site, from 0 on, with canonical bounds of buckets", () =>
    Effect.gen(function* () {
      yield* Metrics.begin
      yield* Metric.update(Metrics.duration, 0.1)
      yield* Metric.update(Metrics.duration, 1.5)
      yield* Metric.update(Metrics.requestsOf("F0", "ok"), 2)
      const view = { ...unknown("van"), metrics: yield* Metric.snapshot }
      const families = Prometheus.families([view, unknown("boat")], { build })
      const [text, openmetrics] = [
        Prometheus.render(families, "text"),
        Prometheus.render(families, "openmetrics")
      ]
      read(text, "text")
      read(openmetrics, "openmetrics")
      for (const body of [text, openmetrics]) {
        assert.include(body, 'vebus_requests_total{site="van",command="F0",outcome="ok"} 2\n')
        assert.include(body, 'vebus_bytes_skipped_total{site="van"} 0\n')
        assert.include(body, 'vebus_request_duration_seconds_bucket{site="van",le="0.1"} 1\n')
        assert.include(body, 'vebus_request_duration_seconds_bucket{site="van",le="1.0"} 1\n')
        assert.include(body, 'vebus_request_duration_seconds_bucket{site="van",le="2.0"} 2\n')
        assert.include(body, 'vebus_request_duration_seconds_bucket{site="van",le="+Inf"} 2\n')
        assert.include(body, 'vebus_request_duration_seconds_sum{site="van"} 1.6\n')
        assert.include(body, 'vebus_frames_received_total{site="van",kind="winmon"} 0\n')
        assert.notInclude(body, 'bytes_skipped_total{site="boat"}')
      }
      assert.include(openmetrics, "# TYPE vebus_requests counter\n")
      assert.include(text, "# TYPE vebus_requests_total counter\n")
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
