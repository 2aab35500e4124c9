/**
 * Prometheus and promtool take what we write: no finding, what was read is what is stored, and the series of a site that is
 * gone end by themselves.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { queries } from "../prometheus/Dashboard.ts"
import { folder, freePort, run, running, until } from "./Program.ts"
import * as Served from "./Served.ts"

interface Answer {
  readonly data: {
    readonly result: ReadonlyArray<{
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [number, string]
    }>
  }
}

/** A Prometheus that scrapes a host each second, and answers queries. */
const prometheus = (host: string) =>
  Effect.gen(function* () {
    const place = yield* folder
    const listen = `127.0.0.1:${yield* freePort}`
    writeFileSync(
      join(place, "prometheus.yml"),
      `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: vebus
    static_configs: [{ targets: ["${host}"] }]
`
    )
    yield* running(
      "prometheus",
      [
        `--config.file=${join(place, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(place, "data")}`,
        `--web.listen-address=${listen}`,
        "--log.level=warn"
      ],
      async () => (await fetch(`http://${listen}/-/ready`)).ok
    )
    const get = async (path: string): Promise<unknown> => (await fetch(`http://${listen}${path}`)).json()
    /** The series of a query, now. */
    const query = async (text: string) =>
      ((await get(`/api/v1/query?query=${encodeURIComponent(text)}`)) as Answer).data.result.map(
        ({ metric, value }) => ({ metric, value: Number(value[1]) })
      )
    /** Waits until a query gives these values: a scrape that a busy machine missed leaves a hole of a second. */
    const gives = (text: string, expected: ReadonlyArray<number>) => {
      let seen: ReadonlyArray<number> = []
      return until(
        () => `${text}: ${expected.join()}, and not ${seen.join()}`,
        async () => {
          seen = (await query(text)).map(({ value }) => value)
          return JSON.stringify(seen) === JSON.stringify(expected)
        }
      )
    }
    return { get, query, gives }
  })

describe("promtool", () => {
  it.live("has nothing to say against our text", () =>
    Effect.gen(function* () {
      yield* Served.read
      const { body } = yield* Served.exposition()
      const { status, stdout, stderr } = run("promtool", ["check", "metrics"], body)
      // The names of invertergui are what they are.
      const findings = `${stdout}${stderr}`
        .split("\n")
        .filter((line) => line !== "" && line.startsWith("vebus_"))
      assert.deepStrictEqual(findings, [])
      assert.notStrictEqual(status, 1, stderr)
    }).pipe(Effect.provide(Served.sites), Effect.scoped)
  )
})

describe("vebus gateway --port sim:", () => {
  const program = fileURLToPath(new URL("../../../cli/src/main.ts", import.meta.url))

  it.live("is scraped by Prometheus, and promtool has nothing to say against it", () =>
    Effect.gen(function* () {
      const host = `127.0.0.1:${yield* freePort}`
      const state = yield* folder
      yield* running(
        process.execPath,
        [program, "gateway", "--port", "sim:", "--listen", host],
        async (said) => said.includes(host),
        { VEBUS_STATE_DIR: state, VEBUS_CACHE_DIR: state }
      )
      const body = yield* until(
        () => "the first reading",
        async () => {
          const text = await (await fetch(`http://${host}/metrics`)).text()
          return /^vebus_up\{.*\} 1$/mu.test(text) && text
        }
      )
      const { status, stdout, stderr } = run("promtool", ["check", "metrics"], body)
      assert.strictEqual(status, 0, stdout + stderr)
      const { query } = yield* prometheus(host)
      const [sample] = yield* until(
        () => "the first scrape",
        async () => {
          const found = await query("vebus_battery_voltage_volts")
          return found.length === 1 && found
        }
      )
      assert.strictEqual(sample!.metric["site"], "vebus")
      assert.isAbove(sample!.value, 40)
    }).pipe(Effect.scoped)
  )
})

describe("Prometheus", () => {
  it.live("stores what was read, with its types, and ends the series of a site whose plug is pulled", () =>
    Effect.gen(function* () {
      yield* Served.read
      const { host } = yield* Served.served
      const { get, query, gives } = yield* prometheus(host)

      yield* gives("count(vebus_battery_voltage_volts)", [2])
      yield* gives('vebus_up{site="boat",address="0"}', [1])
      yield* gives('vebus_up{site="van",address="0"}', [1])
      yield* gives("count(vebus_up)", [2])
      let lastError = ""
      yield* until(
        () => `a scrape without an error, and not ${lastError}`,
        async () => {
          const { data } = (await get("/api/v1/targets")) as {
            readonly data: { readonly activeTargets: ReadonlyArray<{ readonly lastError: string }> }
          }
          lastError = data.activeTargets.map((target) => target.lastError).join()
          return data.activeTargets.length === 1 && lastError === ""
        }
      )
      const metadata = (yield* Effect.promise(() => get("/api/v1/metadata"))) as {
        readonly data: Readonly<
          Record<string, ReadonlyArray<{ readonly type: string; readonly unit: string }>>
        >
      }
      assert.containsSubset(metadata.data["vebus_battery_voltage_volts"]?.[0], {
        type: "gauge",
        unit: "volts"
      })
      assert.containsSubset(metadata.data["vebus_requests"]?.[0], { type: "counter" })
      assert.containsSubset(metadata.data["vebus_request_duration_seconds"]?.[0], { type: "histogram" })
      // In force is one state, and the functions for counters and histograms work.
      yield* gives('sum(vebus_link_state{site="van"})', [1])
      yield* gives('vebus_link_state{site="van",state="connected"}', [1])
      yield* until(
        () => "a rate of requests",
        async () => (await query('sum(rate(vebus_requests_total{site="van"}[10s])) > 0')).length === 1
      )
      yield* until(
        () => "a quantile above 0",
        async () => {
          const [quantile] = await query(
            'histogram_quantile(0.5, sum by (le) (vebus_request_duration_seconds_bucket{site="van"}))'
          )
          return quantile !== undefined && quantile.value > 0
        }
      )

      yield* Served.happen("van", "unplug", 600_000)
      const down = yield* until(
        () => "vebus_up 0",
        async () => {
          const [up] = await query('vebus_up{site="van"} == 0')
          return up
        }
      )
      assert.strictEqual(down.metric["address"], "0")
      yield* gives('vebus_battery_voltage_volts{site="van"}', [])
      yield* gives('count(vebus_battery_voltage_volts{site="boat"})', [1])
      yield* gives('vebus_link_state{site="van",state="unplugged"}', [1])
    }).pipe(Effect.provide(Served.sites), Effect.scoped)
  )
})

describe("the guide and its dashboard", () => {
  const page = readFileSync(new URL("../../../../docs/guides/grafana.md", import.meta.url), "utf8")
  /** The files that the guide shows, by the name in their first line. */
  const files = new Map(
    [...page.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gmu)].map((match) => [match[1]!, match[2]!])
  )

  it.live("has files that promtool takes", () =>
    Effect.gen(function* () {
      const place = yield* folder
      assert.deepStrictEqual([...files.keys()], ["prometheus.yml", "vebus.rules.yml"])
      for (const [name, text] of files) writeFileSync(join(place, name), text)
      const { status, stdout, stderr } = run("promtool", ["check", "config", join(place, "prometheus.yml")])
      assert.strictEqual(status, 0, stdout + stderr)
      assert.match(stdout, /4 rules found/u)
    }).pipe(Effect.scoped)
  )

  it.live("has queries that Prometheus answers, those of figures with a value", () =>
    Effect.gen(function* () {
      yield* Served.read
      const { host } = yield* Served.served
      const { get, query } = yield* prometheus(host)
      yield* until(
        () => "the first scrape",
        async () => (await query("vebus_battery_voltage_volts")).length === 2
      )
      const asked = async (expr: string) => {
        const text = expr.replaceAll("$site", "van").replaceAll("$__rate_interval", "10s")
        return (await get(`/api/v1/query?query=${encodeURIComponent(text)}`)) as Answer & {
          readonly status: string
          readonly error?: string
        }
      }
      const ask = (expr: string) => Effect.promise(() => asked(expr))
      for (const { expr } of queries) {
        const { status, error } = yield* ask(expr)
        assert.strictEqual(status, "success", `${expr}: ${error}`)
        if (/^vebus_(?:battery|ac_)\w+(?<!ratio)\{[^}]*\}$/u.test(expr))
          yield* until(
            () => `a value of ${expr}`,
            async () => (await asked(expr)).data.result.length > 0
          )
      }
      const own = [...page.slice(page.indexOf("| to see")).matchAll(/\| `(.*vebus_.*)` +\|$/gmu)].map(
        (match) => match[1]!
      )
      assert.lengthOf(own, 4)
      for (const expr of own) assert.strictEqual((yield* ask(expr)).status, "success", expr)
    }).pipe(Effect.provide(Served.sites), Effect.scoped)
  )
})
