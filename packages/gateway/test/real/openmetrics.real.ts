/**
 * The strict OpenMetrics parser of Prometheus' own Python client reads what we write.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { read as readStrictly } from "../prometheus/Strict.ts"
import { run } from "./Program.ts"
import * as Served from "./Served.ts"

const PARSER = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
print(json.dumps([[family.name, family.type, family.unit, [[s.name, s.labels, s.value] for s in family.samples]]
  for family in parse(sys.stdin.read())]))
`

describe("the strict parser of prometheus_client", () => {
  it.live("takes our OpenMetrics, and reads the same as ours does", () =>
    Effect.gen(function* () {
      yield* Served.read
      const { body } = yield* Served.exposition("application/openmetrics-text; version=1.0.0")
      const { status, stdout, stderr } = run("/usr/bin/python3", ["-c", PARSER], body)
      assert.strictEqual(status, 0, stderr)
      const ours = readStrictly(body, "openmetrics").map(({ name, type, unit, samples }) => [
        name,
        type,
        unit ?? "",
        samples.map((sample) => [sample.name, sample.labels, sample.value])
      ])
      assert.deepStrictEqual(JSON.parse(stdout), ours)
      assert.isAbove(ours.length, 40)
    }).pipe(Effect.provide(Served.sites), Effect.scoped)
  )
})
