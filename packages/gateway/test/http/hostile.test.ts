/**
 * Peers of the HTTP port that mean no good: whatever they send, others are served, and no change comes out of it.
 */
import { createServer, request, type Server } from "node:http"
import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Room from "../../src/http/Room.ts"
import { MOST_STREAMS } from "../../src/http/Stream.ts"
import { dial, talker, until } from "../listener/Peers.ts"
import { ask, authorized, layer, port, started } from "./Served.ts"

const HALF = "GET /api/v1/sites HTTP/1.1\r\nHost: 127"

const planOf = (body: string | Uint8Array<ArrayBuffer>): RequestInit => ({
  method: "POST",
  headers: { ...(authorized.headers as Record<string, string>), "content-type": "application/json" },
  body
})

describe("a body that means no good", () => {
  it.live("makes no change, and gets one error", () =>
    Effect.gen(function* () {
      yield* started()
      const deep = (depth: number) => `{"settings":{"UBatFloat":${"[".repeat(depth)}${"]".repeat(depth)}}}`
      const bodies: ReadonlyArray<string | Uint8Array<ArrayBuffer>> = [
        "",
        "null",
        "[]",
        "7",
        '"limit"',
        '{"limit":1e400}',
        '{"limit":-1e400}',
        '{"limit":"13"}',
        '{"limit":[13]}',
        '{"limit":{"valueOf":13}}',
        '{"limit":null}',
        '{"limit":13,"__proto__":{"to":"eeprom"}}',
        '{"__proto__":{"limit":13}}',
        '{"constructor":{"prototype":{"limit":13}}}',
        '{"settings":{"__proto__":13}}',
        '{"settings":{"constructor":13}}',
        '{"settings":{"UBatFloat":13,"__proto__":14}}',
        '{"settings":{"toString":"on"}}',
        '{"settings":{"UBatFloat":"NaN"}}',
        '{"settings":{"UBatFloat":"Infinity"}}',
        '{"settings":{"UBatFloat":"1e1"}}',
        '{"settings":[["UBatFloat",13]]}',
        '{"flags":{"__proto__":true}}',
        '{"flags":{"DisableCharge":1}}',
        '{"switch":["off"]}',
        '{"switch":"off\\u0000"}',
        '{"charge":"equalise","to":"disk"}',
        '{"address":1e9,"limit":13}',
        '{"address":-1,"limit":13}',
        '{"address":"0","limit":13}',
        '{"address":0.5,"limit":13}',
        deep(5000),
        `${deep(20_000).slice(0, 30_000)}`,
        Uint8Array.of(0xff, 0xfe, 0x00, 0x7b),
        Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d)
      ]
      for (const body of bodies) {
        const { status, json, text } = yield* ask("/api/v1/sites/van/plans", planOf(body))
        const shown = String(body).slice(0, 60)
        assert.strictEqual(status, 400, `${shown}: ${text.slice(0, 200)}`)
        assert.strictEqual(json()["schema"], "vebus.error/1", shown)
        assert.isBelow(text.length, 10_000, shown)
      }
      assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
    }).pipe(
      Effect.provide(
        layer({
          gate: { plan: (_, changes) => assert.fail(`a change came out: ${JSON.stringify(changes)}`) }
        })
      )
    )
  )
})

/** Asks for a path as it stands: `fetch` would tidy it up. */
const exactly = (at: number, path: string) =>
  Effect.promise(
    async () =>
      await new Promise<number>((resolve, reject) => {
        request({ host: "127.0.0.1", port: at, path, headers: { host: `127.0.0.1:${at}` } }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        })
          .on("error", reject)
          .end()
      })
  )

describe("a path that means no good", () => {
  it.live("leads nowhere", () =>
    Effect.gen(function* () {
      const at = yield* port
      for (const path of [
        "/../etc/passwd",
        "/assets/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/assets/..\\..\\etc\\passwd",
        "/%00",
        "/index.html%00.js",
        "//etc/passwd",
        "/__proto__",
        "/assets/",
        "/%",
        "/%ff",
        "/api/v1/sites/%",
        "/api/v1/sites/__proto__",
        "/api/v1/sites/..%2f..",
        "/api/v1/sites/van%00/reading",
        `/api/v1/sites/${"x".repeat(8000)}`
      ]) {
        const status = yield* exactly(at, path)
        assert.isTrue(status === 404 || status === 400, `${path.slice(0, 60)}: ${status}`)
      }
    }).pipe(
      Effect.provide(
        layer({
          page: new Map([
            ["index.html", Buffer.from("<!doctype html>")],
            ["assets/a-12345678.js", Buffer.from("1")]
          ])
        })
      )
    )
  )
})

describe("bytes that are no HTTP", () => {
  it.live("end their connection, and none of the others", () =>
    Effect.gen(function* () {
      yield* started()
      const at = yield* port
      const head = "GET /api/v1/sites HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      for (const bytes of [
        "\0".repeat(1000),
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /api/v1/sites HTTP/1.1\r\n\r\n",
        `${head}X: ${"x".repeat(100_000)}\r\n\r\n`,
        `${head}${"a: b\r\n".repeat(20_000)}\r\n`,
        `${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
        `${head}Content-Length: -1\r\n\r\n`,
        `GET /${"a".repeat(100_000)} HTTP/1.1\r\n\r\n`
      ]) {
        const { socket, end } = yield* talker(at)
        socket.write(bytes)
        const answer = (yield* end).toString()
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, bytes.slice(0, 40))
      }
      assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
    }).pipe(Effect.provide(layer()))
  )
})

/** A bare server with room for eight. */
const small = Effect.acquireRelease(
  Effect.promise(
    async () =>
      await new Promise<Server>((resolve) => {
        // It never answers what asks for "/slow".
        const made = createServer(({ url }, response) => {
          if (url !== "/slow") response.end("here")
        })
        Room.keep(made, 8)
        made.listen(0, "127.0.0.1", () => resolve(made))
      })
  ),
  (made) => Effect.sync(() => (made.closeAllConnections(), made.close()))
)

const portOf = (server: Server): number => (server.address() as { readonly port: number }).port

const isHere = (at: number) =>
  Effect.gen(function* () {
    const { socket, end } = yield* talker(at)
    socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    return (yield* end).toString().endsWith("here")
  }).pipe(Effect.scoped)

describe("a crowd of connections", () => {
  it.live("that do not come to an end of their question makes room, the oldest first", () =>
    Effect.gen(function* () {
      const at = portOf(yield* small)
      const crowd = yield* Effect.forEach(Array.from({ length: 30 }), () => dial(at))
      for (const socket of crowd) {
        socket.resume()
        socket.write(HALF)
      }
      assert.isTrue(yield* isHere(at))
      yield* until(() => crowd.filter(({ closed, readableEnded }) => !closed && !readableEnded).length < 8)
      assert.isFalse(crowd.at(-1)!.readableEnded)
    })
  )

  it.live("of which each waits for its answer keeps its places", () =>
    Effect.gen(function* () {
      const server = yield* small
      const at = portOf(server)
      let asked = 0
      server.on("request", () => asked++)
      const crowd = yield* Effect.forEach(Array.from({ length: 8 }), () => dial(at))
      for (const socket of crowd) {
        socket.resume()
        socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
      }
      yield* until(() => asked === 8)
      assert.isFalse(yield* isHere(at))
      crowd[0]!.destroy()
      yield* Effect.repeat(isHere(at), { until: (isSo) => isSo })
      assert.isFalse(crowd[1]!.readableEnded)
    })
  )

  it.live("beyond all that a gateway serves keeps nobody out", () =>
    Effect.gen(function* () {
      yield* started()
      const at = yield* port
      const crowd = yield* Effect.forEach(
        Array.from({ length: Room.MOST_CONNECTIONS + 76 }),
        () => Effect.tap(dial(at), (socket) => Effect.sync(() => socket.resume().write(HALF))),
        { concurrency: 50 }
      )
      for (let count = 0; count < 5; count++)
        assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
      assert.isAbove(crowd.length, Room.MOST_CONNECTIONS)
    }).pipe(Effect.provide(layer()))
  )

  it.live("of listeners leaves room for questions, and a place is free again when one has gone", () =>
    Effect.gen(function* () {
      yield* started()
      const at = yield* port
      const listen = Effect.acquireRelease(
        Effect.promise(
          async () =>
            await new Promise<{ readonly socket: Socket; readonly isTaken: boolean }>((resolve) => {
              const socket = connect(at, "127.0.0.1", () =>
                socket.write("GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
              )
              socket.on("error", () => undefined)
              socket.once("data", (bytes) =>
                resolve({ socket, isTaken: String(bytes).startsWith("HTTP/1.1 200") })
              )
            })
        ),
        ({ socket }) => Effect.sync(() => socket.destroy())
      )
      const listeners = yield* Effect.forEach(Array.from({ length: MOST_STREAMS }), () => listen, {
        concurrency: 20
      })
      assert.isTrue(listeners.every(({ isTaken }) => isTaken))
      const refused = yield* ask("/api/v1/stream")
      assert.strictEqual(refused.status, 429)
      assert.deepInclude(refused.json(), { reason: "too-many-streams" })
      assert.strictEqual((yield* ask("/api/v1/sites/van/frames")).status, 429)
      assert.strictEqual((yield* ask("/api/v1/sites/van/reading")).status, 200)
      listeners[0]!.socket.destroy()
      yield* Effect.repeat(Effect.scoped(listen), { until: ({ isTaken }) => isTaken })
    }).pipe(Effect.provide(layer()))
  )
})
