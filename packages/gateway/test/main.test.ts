/**
 * A whole gateway, from its configuration to its end: with simulated units, on the clock of the machine.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as References from "effect/References"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { transport } from "@vebus/testing/session"
import * as Config from "../src/Config.ts"
import * as Main from "../src/Main.ts"
import * as Ports from "../src/Ports.ts"

const TOKEN = "a-token-of-the-test"

const configOf = (text: string): Config.Config =>
  Result.getOrThrow(Config.load({ file: { path: "c.yaml", text }, env: {}, flags: [] })).config

const head = `http: { listen: "127.0.0.1:0", token: ${TOKEN} }\nhistory: false\n`

/** A gateway that runs. */
interface Running {
  readonly url: string
  readonly folder: string
  readonly reload: (text: string) => Effect.Effect<void>
  readonly stop: Effect.Effect<void>
  readonly get: (
    path: string,
    init?: RequestInit
  ) => Effect.Effect<{ status: number; body: Record<string, unknown> }>
}

const begin = (text: string): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-main-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const simulation = yield* transport({ line: "unpaced" })
    const ports = Layer.succeed(Ports.Ports)({
      open: (url) => Effect.succeed(Transport.make(url, simulation.open, null)),
      permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), StateStore.inMemory),
      cache: () => null
    })
    const reloads = yield* Queue.unbounded<Config.Config>()
    const listening = yield* Deferred.make<string>()
    const fiber = yield* Effect.forkScoped(
      Main.run({
        config: configOf(text),
        reloads: Stream.fromQueue(reloads),
        places: { state: folder, cache: folder },
        build: { version: "1", revision: null, runtime: "node" },
        env: {},
        onListening: (url) => Effect.asVoid(Deferred.succeed(listening, url)),
        ports
      })
    )
    const url = yield* Deferred.await(listening)
    const get: Running["get"] = (path, init = {}) =>
      Effect.promise(async () => {
        const response = await fetch(`${url}${path}`, init)
        return { status: response.status, body: (await response.json()) as Record<string, unknown> }
      })
    yield* Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), get("/readyz")), {
      until: ({ status }) => status === 200
    })
    return {
      url,
      folder,
      reload: (next: string) => Effect.asVoid(Queue.offer(reloads, configOf(next))),
      stop: Effect.asVoid(Fiber.interrupt(fiber)),
      get
    }
  }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))

const post = (body?: object): RequestInit => ({
  method: "POST",
  headers: {
    authorization: `Bearer ${TOKEN}`,
    ...(body === undefined ? {} : { "content-type": "application/json" })
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) })
})

const SITE = 'sites: { van: { port: "sim:van", interval: 200ms } }\n'

describe("a gateway", () => {
  it.live(
    "that is ended during a command says what became of it: finished and verified, or nothing sent",
    () =>
      Effect.gen(function* () {
        const { get, stop, folder } = yield* begin(`${SITE}${head}control: { allow: { limit: true } }\n`)
        const made = yield* get("/api/v1/sites/van/plans", post({ limit: 9 }))
        assert.strictEqual(made.status, 200)
        const path = `/api/v1/sites/van/plans/${String(made.body["id"])}/execute`
        const executing = yield* Effect.forkChild(Effect.exit(get(path, post())))
        const file = join(folder, "audit.jsonl")
        const audit = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [])
        yield* Effect.repeat(Effect.sleep("5 millis"), {
          until: () => Effect.sync(() => audit().some((line) => line.includes('"phase":"asked"')))
        })
        // With the first frame on its way, as far as that can be told from outside.
        yield* Effect.sleep("100 millis")
        yield* stop
        const answer = yield* Effect.flatten(Fiber.join(executing))
        const phases = audit().map((line) => (JSON.parse(line) as { phase: string }).phase)
        if (answer.status === 200) {
          const [{ outcome }] = answer.body["outcomes"] as [{ outcome: { _tag: string } }]
          assert.strictEqual(outcome._tag, "Written")
          assert.deepStrictEqual(phases, ["asked", "done"])
        } else {
          assert.deepInclude(answer.body, { status: 503, reason: "shutting-down" })
          assert.deepStrictEqual(phases, ["asked", "refused"])
        }
      })
  )

  it.live("counts what changed in its configuration at once: permissions, and sites", () =>
    Effect.gen(function* () {
      const { get, reload } = yield* begin(`${SITE}${head}`)
      const plan = get("/api/v1/sites/van/plans", post({ limit: 9 }))
      assert.strictEqual((yield* plan).status, 403)
      yield* reload(`${SITE}${head}control: { allow: { limit: { max: 10 A } } }\n`)
      yield* Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), plan), {
        until: ({ status }) => status === 200
      })
      const { body } = yield* get("/api/v1/sites/van")
      assert.deepInclude(body["allowed"], { limit: { min: null, max: 10 } })
      assert.strictEqual((yield* get("/api/v1/sites/van/plans", post({ limit: 11 }))).status, 403)
      yield* reload(`sites: { boat: { port: "sim:boat" } }\n${head}`)
      yield* Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), get("/api/v1/sites/van")), {
        until: ({ status }) => status === 404
      })
    })
  )

  it.live(
    "cannot be started where a token cannot be read, or its address is taken; the message says which",
    () =>
      Effect.gen(function* () {
        const { url, folder } = yield* begin(`${SITE}${head}`)
        const options = (text: string): Main.Options => ({
          config: configOf(text),
          reloads: Stream.never,
          places: { state: folder, cache: folder },
          build: { version: "1", revision: null, runtime: "node" },
          env: {},
          onListening: () => Effect.void
        })
        const taken = yield* Effect.flip(
          Main.run(options(`${SITE}http: { listen: "${url.slice("http://".length)}" }\nhistory: false\n`))
        )
        assert.strictEqual(taken.code, "address-in-use")
        assert.match(taken.message, /in use by another program/)
        const door = yield* Effect.flip(
          Main.run(options(`${SITE}${head}nut: { listen: "${url.slice("http://".length)}" }\n`))
        )
        assert.strictEqual(door.code, "address-in-use")
        assert.match(door.message, /another address with nut\.listen$/)
        const user = `${SITE}${head}nut: { users: { monuser: { password-file: ${folder}/none } } }\n`
        assert.strictEqual((yield* Effect.flip(Main.run(options(user)))).code, "bad-file")
        assert.include((yield* Effect.flip(Main.check(configOf(user)))).message, `${folder}/none`)
        for (const [name, text] of [
          ["empty", ""],
          ["lines", "one\ntwo\n"]
        ] as const) {
          const path = join(folder, name)
          writeFileSync(path, text)
          const bad = yield* Effect.flip(Main.run(options(`${SITE}http: { token-file: ${path} }\n`)))
          assert.strictEqual(bad.code, "bad-file")
          assert.include(bad.message, path)
        }
        for (const key of ["bucket: b, token-file", "database: b, password-file"]) {
          const influx = `${SITE}influx: { url: http://b, ${key}: ${folder}/empty }\n`
          assert.strictEqual((yield* Effect.flip(Main.run(options(influx)))).code, "bad-file")
        }
        const none = yield* Effect.flip(Main.run(options(`${SITE}http: { token-file: ${folder}/none }\n`)))
        assert.strictEqual(none.code, "bad-file")
      })
  )
})
