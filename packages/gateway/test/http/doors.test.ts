/**
 * Who is let in, and what too much costs: tokens, hosts, origins, large bodies, slow connections.
 */
import { connect } from "node:net"
import { request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Gate from "../../src/http/Gate.ts"
import * as Guard from "../../src/http/Guard.ts"
import { ask, authorized, layer, port, started, TOKEN } from "./Served.ts"

/** Asks with headers that `fetch` would not send. */
const raw = (headers: Record<string, string>, path = "/api/v1/sites") =>
  Effect.flatMap(port, (at) =>
    Effect.promise(
      async () =>
        await new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
          (resolve, reject) => {
            request({ host: "127.0.0.1", port: at, path, headers }, (response) => {
              let text = ""
              response.on("data", (chunk) => (text += String(chunk)))
              response.on("end", () =>
                resolve({ status: response.statusCode!, text, headers: response.headers })
              )
            })
              .on("error", reject)
              .end()
          }
        )
    )
  )

const json = { "content-type": "application/json" }
const plan = (headers: Record<string, string>, body: string): RequestInit => ({
  method: "POST",
  headers: { ...json, ...headers },
  body
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe("reads", () => {
  it.live(
    "need the token where others reach the port, and then a token that is wrong says nothing more",
    () =>
      Effect.gen(function* () {
        for (const headers of [
          {},
          bearer("wrong"),
          bearer(""),
          bearer(`${TOKEN}x`),
          { authorization: `Basic ${TOKEN}` }
        ]) {
          for (const path of ["/api/v1/sites", "/metrics", "/api/v1/stream", "/api/v1/sites/shed"]) {
            const answer = yield* ask(path, { headers })
            assert.strictEqual(answer.status, 401, path)
            assert.deepInclude(answer.json(), { schema: "vebus.error/1", reason: "bad-token" })
            assert.notInclude(answer.text, TOKEN)
          }
        }
        assert.strictEqual((yield* ask("/api/v1/sites", authorized)).status, 200)
        assert.strictEqual((yield* ask("/healthz")).status, 200)
      }).pipe(Effect.provide(layer({ openReads: false })))
  )
})

describe("changes", () => {
  it.live("need the token on loopback too, before their body is looked at", () =>
    Effect.gen(function* () {
      for (const headers of [{}, bearer("wrong")]) {
        const answer = yield* ask("/api/v1/sites/van/plans", plan(headers, "no JSON"))
        assert.strictEqual(answer.status, 401)
      }
      const answer = yield* ask("/api/v1/sites/van/plans", plan(bearer(TOKEN), "no JSON"))
      assert.strictEqual(answer.status, 400)
    }).pipe(Effect.provide(layer()))
  )

  it.live("are refused where there is no token, whatever is sent", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/api/v1/sites/van/plans", plan(bearer(""), '{"limit":6}'))
      assert.strictEqual(answer.status, 403)
      assert.deepInclude(answer.json(), { reason: "no-token" })
    }).pipe(Effect.provide(layer({ token: null })))
  )

  it.live("reach the gate as changes; what it refuses keeps its word and gets a status", () =>
    Effect.gen(function* () {
      yield* started()
      const cases: ReadonlyArray<readonly [string, number, string]> = [
        ['{"limit":6}', 403, "out-of-bounds"],
        ['{"switch":"off"}', 503, "asleep"],
        ['{"settings":{"UBatFloat":13.5}}', 409, "other-master"],
        ['{"settings":{"nope":1}}', 400, "bad-value"],
        ['{"settings":{"UBatFloat":"13.5A"}}', 400, "bad-value"],
        ['{"flags":{"DisableCharge":"maybe"}}', 400, "bad-request"],
        ['{"switch":"sideways"}', 400, "bad-request"],
        ['{"limit":6,"adress":1}', 400, "bad-request"],
        ['{"limit":6,"address":5}', 404, "unknown-unit"],
        ["{}", 400, "bad-value"]
      ]
      for (const [body, status, reason] of cases) {
        const answer = yield* ask("/api/v1/sites/van/plans", plan(bearer(TOKEN), body))
        assert.strictEqual(answer.status, status, `${body}: ${answer.text}`)
        assert.deepInclude(answer.json(), { status, reason })
      }
      const form = yield* ask("/api/v1/sites/van/plans", {
        method: "POST",
        headers: { "content-type": "text/plain", ...bearer(TOKEN) },
        body: '{"limit":6}'
      })
      assert.strictEqual(form.status, 415)
      assert.strictEqual(form.json()["schema"], "vebus.error/1")
    }).pipe(
      Effect.provide(
        layer({
          gate: {
            plan: (_, [change]) =>
              Effect.fail({
                code: { Limit: "out-of-bounds", Switch: "asleep", Setting: "other-master" }[
                  change!._tag as "Limit" | "Switch" | "Setting"
                ],
                message: "the gate refuses it"
              })
          }
        })
      )
    )
  )
})

describe("the set-point and grid control", () => {
  const steer = (body: string, headers: Readonly<Record<string, string>> = bearer(TOKEN)) =>
    ask("/api/v1/sites/van/ess", plan(headers, body))

  it.live("are commanded as targets; the answer is the site as it is then", () => {
    const asked: Array<readonly [string, string | number]> = []
    return Effect.gen(function* () {
      yield* started()
      const answer = yield* steer('{"setpoint":-300}')
      assert.strictEqual(answer.status, 200)
      assert.deepInclude(answer.json(), { schema: "vebus.site/1", essSetpoint: -300, ess: null })
      yield* steer('{"mode":"hold"}')
      yield* steer('{"target":"off"}')
      assert.deepStrictEqual(asked, [
        ["ess_setpoint", -300],
        ["ess_mode", "hold"],
        ["ess_target", "off"]
      ])
      for (const body of ["{}", '{"mode":"hold","target":5}', '{"mode":"fast"}', '{"set":5}'])
        assert.strictEqual((yield* steer(body)).status, 400, body)
      assert.strictEqual((yield* steer('{"mode":"hold"}', {})).status, 401)
      assert.strictEqual(asked.length, 3)
    }).pipe(
      Effect.provide(
        layer({
          gate: {
            steer: (_, target, value) => Effect.sync(() => void asked.push([target, value])),
            held: () => -300
          }
        })
      )
    )
  })
})

describe("a token", () => {
  it.live("can be tried without asking for a change", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask("/api/v1/access", authorized)).status, 204)
    }).pipe(Effect.provide(layer()))
  )

  it.live("is good for nothing where the gateway has none", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/api/v1/access", authorized)
      assert.strictEqual(answer.status, 403)
      assert.deepInclude(answer.json(), { reason: "no-token" })
    }).pipe(Effect.provide(layer({ token: null })))
  )
})

describe("a browser", () => {
  it.live("is turned away with a foreign Host or Origin, whatever it asks for", () =>
    Effect.gen(function* () {
      const at = yield* port
      const own = `127.0.0.1:${at}`
      for (const host of ["evil.example", `evil.example:${at}`, "127.0.0.1:1", "127.0.0.1.evil.example"]) {
        for (const path of ["/api/v1/sites", "/", "/nowhere", "/metrics"]) {
          const answer = yield* raw({ host }, path)
          assert.strictEqual(answer.status, 421, host)
        }
      }
      for (const origin of ["http://evil.example", "null", `http://127.0.0.1:1`, `file://${own}`, "evil"]) {
        const answer = yield* raw({ host: own, origin })
        assert.strictEqual(answer.status, 403, origin)
        assert.include(answer.text, "foreign-origin")
      }
      for (const host of [
        own,
        `localhost:${at}`,
        "LOCALHOST",
        `[::1]:${at}`,
        "gateway.local",
        `gateway.local:${at}`
      ]) {
        const answer = yield* raw({ host, origin: `http://${own}` })
        assert.strictEqual(answer.status, 200, host)
      }
    }).pipe(Effect.provide(layer({ allowedHosts: ["gateway.local"] })))
  )

  it.live("of another origin may use no answer, and gets no CORS", () =>
    Effect.gen(function* () {
      for (const path of ["/api/v1/sites", "/nowhere", "/openapi.json", "/metrics"]) {
        const { headers } = yield* ask(path)
        assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-origin", path)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        assert.isFalse([...headers.keys()].some((name) => name.startsWith("access-control-")))
      }
      const { status } = yield* ask("/api/v1/sites", { method: "OPTIONS" })
      assert.strictEqual(status, 405)
    }).pipe(Effect.provide(layer()))
  )
})

describe("too much", () => {
  it.live("in a body is refused as it comes, and costs nobody else anything", () =>
    Effect.gen(function* () {
      yield* started()
      for (const size of [65_537, 10_000_000]) {
        const answer = yield* Effect.exit(
          ask(
            "/api/v1/sites/van/plans",
            plan(bearer(TOKEN), JSON.stringify({ settings: { a: "x".repeat(size) } }))
          )
        )
        // The connection may be cut before all of it was sent.
        if (answer._tag === "Success") assert.strictEqual(answer.value.status, 413)
      }
      assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
    }).pipe(Effect.provide(layer()))
  )

  it.live("of slow connections: two hundred that never finish their head hold up nobody", () =>
    Effect.gen(function* () {
      yield* started()
      const at = yield* port
      const sockets = yield* Effect.promise(
        async () =>
          await Promise.all(
            Array.from(
              { length: 200 },
              async () =>
                await new Promise<ReturnType<typeof connect>>((resolve, reject) => {
                  const socket = connect(at, "127.0.0.1", () => {
                    socket.write("GET /api/v1/sites HTTP/1.1\r\nHost: 127")
                    resolve(socket)
                  })
                  socket.on("error", reject)
                })
            )
          )
      )
      for (let count = 0; count < 10; count++) {
        assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
      }
      for (const socket of sockets) socket.destroy()
    }).pipe(Effect.provide(layer()))
  )
})

describe("names of this gateway", () => {
  it("are the address that it listens on, those of loopback, and those that are named", () => {
    const hosts = Guard.hostsOf({ host: "::1", port: 8090 }, ["boat.local"])
    const isTaken = (host: string, origin?: string) => Guard.refusal(hosts, { host, origin }) === null
    for (const host of ["[::1]:8090", "[::1]", "localhost:8090", "boat.local", "BOAT.local:8090"]) {
      assert.isTrue(isTaken(host), host)
    }
    for (const host of ["localhost:80", "10.0.0.1:8090", "::1", ""]) assert.isFalse(isTaken(host), host)
  })

  it("that listens on every address are all addresses with its port, and pages of the same one", () => {
    const hosts = Guard.hostsOf({ host: "0.0.0.0", port: 8090 }, ["boat.local"])
    const statusOf = (host: string, origin?: string) => Guard.refusal(hosts, { host, origin })?.status ?? 200
    for (const host of ["192.168.1.5:8090", "[fe80::1]:8090", "localhost:8090", "boat.local"]) {
      assert.strictEqual(statusOf(host), 200, host)
    }
    for (const host of [
      "192.168.1.5",
      "192.168.1.5:80",
      "1.2.3:8090",
      "999.1.1.1:8090",
      "evil.example:8090",
      "8090"
    ]) {
      assert.strictEqual(statusOf(host), 421, host)
    }
    assert.strictEqual(statusOf("192.168.1.5:8090", "http://192.168.1.5:8090"), 200)
    assert.strictEqual(statusOf("192.168.1.5:8090", "http://boat.local:8090"), 200)
    assert.strictEqual(statusOf("192.168.1.5:8090", "http://192.168.1.6:8090"), 403)
    assert.strictEqual(statusOf("192.168.1.5:8090", "http://evil.example"), 403)
  })

  it("and what the gate refuses without a status of its own is a conflict", () => {
    assert.deepInclude(Gate.problemOf({ code: "plan-changed", message: "it changed" }), { status: 409 })
  })
})
