/**
 * The routes of the HTTP API, asked as a client asks them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Backup } from "@vebus/runtime/backup"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { Api } from "../../src/http/Api.ts"
import { Behind } from "../Simulations.ts"
import { ask, base, layer, started } from "./Served.ts"

describe("the API", () => {
  it.live("tells of sites, and of their reading", () =>
    Effect.gen(function* () {
      yield* started()
      const sites = (yield* ask("/api/v1/sites")).json()
      assert.deepInclude(sites, { schema: "vebus.sites/1" })
      const site = (yield* ask("/api/v1/sites/van")).json()
      assert.deepInclude(site, {
        schema: "vebus.site/1",
        site: "van",
        link: "connected",
        fresh: true,
        reason: null,
        interval: 0.2,
        adapter: "MK3"
      })
      assert.match(String(site["product"]), /MultiPlus/)
      assert.deepInclude(site["allowed"], { switch: false, limit: null })
      const reading = yield* ask("/api/v1/sites/van/reading")
      assert.strictEqual(reading.status, 200)
      assert.deepInclude(reading.json(), { schema: "vebus.reading/1", port: "sim:van" })
      assert.notMatch(reading.text, /\d\.\d{7}/)
    }).pipe(Effect.provide(layer()))
  )

  it.live("has the documents of the command line", () =>
    Effect.gen(function* () {
      yield* started()
      for (const noun of ["settings", "flags", "ram", "info", "energy"]) {
        const answer = yield* ask(`/api/v1/sites/van/${noun}`)
        assert.strictEqual(answer.status, 200, `${noun}: ${answer.text}`)
        assert.deepInclude(answer.json(), { schema: `vebus.${noun}/1`, port: "sim:van", address: 0 })
      }
      const { settings } = (yield* ask("/api/v1/sites/van/settings")).json() as {
        settings: Array<{ name: string }>
      }
      assert.isAbove(settings.length, 20)
    }).pipe(Effect.provide(layer()))
  )

  it.live("has a whole configuration as a backup, which a file of the command line reads", () =>
    Effect.gen(function* () {
      yield* started()
      const answer = yield* ask("/api/v1/sites/van/backup")
      assert.strictEqual(answer.status, 200, answer.text)
      const backup = Result.getOrThrow(Backup.parse(answer.text))
      assert.strictEqual(backup.software, "vebus 1.2.3")
      assert.isAbove(backup.settings.length, 20)
      assert.isAbove(backup.flags.length, 20)
    }).pipe(Effect.provide(layer()))
  )

  it.live("has health, metrics in both formats, and a page that says where everything is", () =>
    Effect.gen(function* () {
      const early = yield* ask("/readyz")
      assert.strictEqual(early.status, 200)
      yield* started()
      assert.deepStrictEqual((yield* ask("/healthz")).json(), { status: "ok", sites: { van: null } })
      assert.strictEqual((yield* ask("/readyz")).status, 200)
      const text = yield* ask("/metrics")
      assert.strictEqual(text.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
      assert.match(text.text, /^vebus_up\{.*site="van".*\} 1$/m)
      const open = yield* ask("/metrics", { headers: { accept: "application/openmetrics-text" } })
      assert.match(open.headers.get("content-type")!, /openmetrics-text/)
      assert.match(open.text, /# EOF\n$/)
      assert.match((yield* ask("/")).text, /VE\.Bus gateway/)
    }).pipe(Effect.provide(layer()))
  )

  it.live("describes itself, in OpenAPI that a validator accepts", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/openapi.json")
      const result = yield* Effect.promise(async () => await new Validator().validate(answer.json()))
      assert.isTrue(result.valid, JSON.stringify(result.errors, null, 1))
      const { paths } = answer.json() as { paths: object }
      assert.includeMembers(Object.keys(paths), [
        "/api/v1/sites",
        "/api/v1/sites/{site}",
        "/api/v1/sites/{site}/reading",
        "/api/v1/stream",
        "/api/v1/sites/{site}/settings",
        "/api/v1/sites/{site}/flags",
        "/api/v1/sites/{site}/ram",
        "/api/v1/sites/{site}/info",
        "/api/v1/sites/{site}/energy",
        "/api/v1/sites/{site}/backup",
        "/api/v1/sites/{site}/doctor",
        "/api/v1/sites/{site}/undo",
        "/api/v1/access",
        "/api/v1/sites/{site}/frames",
        "/api/v1/history",
        "/api/v1/sites/{site}/plans",
        "/api/v1/sites/{site}/plans/{id}/execute",
        "/metrics",
        "/healthz",
        "/readyz"
      ])
      const { post } = (paths as Record<string, { post: { responses: object } }>)[
        "/api/v1/sites/{site}/plans"
      ]!
      assert.includeMembers(Object.keys(post.responses), ["200", "400", "401", "403", "413", "415"])
    }).pipe(Effect.provide(layer()))
  )

  it.live("has a typed client", () =>
    Effect.gen(function* () {
      yield* started()
      const url = yield* base
      const client = yield* HttpApiClient.make(Api, {
        transformClient: HttpClient.mapRequest(HttpClientRequest.prependUrl(url))
      })
      const reading = yield* client.read.reading({ params: { site: "van" } })
      assert.isNumber(reading.battery!.voltage)
      const error = yield* Effect.flip(client.read.reading({ params: { site: "shed" } }))
      assert.deepInclude(error, { status: 404, reason: "unknown-site" })
    }).pipe(Effect.provide(layer().pipe(Layer.provideMerge(FetchHttpClient.layer))))
  )
})

describe("what cannot be answered", () => {
  const errors: ReadonlyArray<readonly [string, RequestInit, number, string | null]> = [
    ["/api/v1/sites/shed", {}, 404, "unknown-site"],
    ["/api/v1/sites/shed/reading", {}, 404, "unknown-site"],
    ["/api/v1/stream?site=shed", {}, 404, "unknown-site"],
    ["/api/v1/sites/van/settings?address=99", {}, 400, "bad-request"],
    ["/api/v1/sites/van/flags?address=5", {}, 404, "unknown-unit"],
    ["/api/v1/history?site=van", {}, 404, "no-history"],
    ["/api/v1/history?site=shed", {}, 404, "unknown-site"],
    ["/api/v1/history?site=van&to=99999999999999999999", {}, 400, "bad-query"],
    ["/api/v1/history?site=van&from=-1", {}, 400, "bad-query"],
    ["/api/v1/history?site=van&from=yesterday", {}, 400, "bad-query"],
    ["/api/v1/history", {}, 400, "bad-request"],
    ["/nowhere", {}, 404, null],
    ["/api/v1/access", {}, 401, "bad-token"],
    ["/api/v1/access", { headers: { authorization: "Bearer another" } }, 401, "bad-token"],
    ["/api/v1/sites/van/undo", { method: "POST" }, 401, "bad-token"],
    ["/api/v1/sites/van/backup?address=5", {}, 404, "unknown-unit"],
    ["/api/v1/sites/shed/doctor", {}, 404, "unknown-site"],
    ["/api/v1/sites", { method: "POST" }, 405, "bad-method"],
    ["/api/v1/sites/van/reading", { method: "DELETE" }, 405, "bad-method"],
    ["/api/v1/sites/van/plans", {}, 405, "bad-method"],
    ["/api/v1/sites/van/plans/1/execute", { method: "PUT" }, 405, "bad-method"],
    ["/api/v1/sites/van/plans", { method: "POST", body: "{}" }, 401, "bad-token"]
  ]
  it.live("is an error with words, whatever it is", () =>
    Effect.gen(function* () {
      yield* started()
      for (const [path, init, status, reason] of errors) {
        const answer = yield* ask(path, init)
        assert.strictEqual(answer.status, status, `${path}: ${answer.text}`)
        assert.match(answer.headers.get("content-type")!, /json/)
        const error = answer.json()
        assert.deepInclude(error, { schema: "vebus.error/1", status, reason })
        assert.isAbove(String(error["message"]).length, 10)
      }
    }).pipe(Effect.provide(layer()))
  )

  it.live("while the plug is pulled: 503 with the reason, and again an answer when it is back", () =>
    Effect.gen(function* () {
      yield* started()
      const van = (yield* Behind).get("sim:van")!
      yield* van.line.happen({ kind: "unplug", forMillis: 5000 })
      const lost = yield* Effect.repeat(
        Effect.andThen(Effect.sleep("20 millis"), ask("/api/v1/sites/van/reading")),
        {
          until: ({ status }) => status !== 200
        }
      )
      assert.strictEqual(lost.status, 503)
      assert.deepInclude(lost.json(), { reason: "unplugged", kind: "no-answer" })
      assert.match(String(lost.json()["message"]), /lost sim:van/)
      assert.strictEqual((yield* ask("/readyz")).status, 503)
      assert.strictEqual((yield* ask("/healthz")).status, 200)
      assert.notMatch((yield* ask("/metrics")).text, /^vebus_battery_voltage_volts/m)
      assert.match((yield* ask("/metrics")).text, /^vebus_up\{.*\} 0$/m)
      yield* Effect.repeat(Effect.andThen(Effect.sleep("50 millis"), ask("/api/v1/sites/van/reading")), {
        until: ({ status }) => status === 200
      })
    }).pipe(Effect.provide(layer()))
  )
})
