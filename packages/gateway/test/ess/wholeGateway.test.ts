/**
 * A whole gateway that follows a meter over HTTP, as its broker and its API show it, on the clock of the machine.
 */
import { createServer } from "node:http"
import { mkdtempSync, rmSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Config, EssMemory, FollowFile, Main, Ports } from "@vebus/gateway"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { transport } from "@vebus/testing/session"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { broker, listener } from "../mqtt/Broker.ts"

const TOKEN = "a-token-of-the-test"

/** A meter that answers as a HomeWizard does, and is never quite still. */
const meter = Effect.acquireRelease(
  Effect.promise(async () => {
    let watts = 700
    const server = createServer((_, response) => {
      watts += 0.1
      response.end(JSON.stringify({ active_power_w: Math.round(watts * 10) / 10 }))
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
    return server
  }),
  (server) => Effect.promise(() => new Promise((resolve) => server.close(resolve)))
)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-ess-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

interface State {
  readonly ess: {
    readonly state: string | null
    readonly mode: string | null
    readonly setpoint: number | null
  }
}

describe("a gateway that follows a meter", () => {
  it.live("shows it, retained, to its broker, obeys a mode, refuses a set-point, and ends at 0", () =>
    Effect.gen(function* () {
      const { port } = (yield* meter).address() as AddressInfo
      const state = yield* folder
      const { url } = yield* broker()
      const { config } = Result.getOrThrow(
        Config.load({
          file: {
            path: "gateway.yaml",
            text: `
sites:
  van:
    port: "sim:van"
    ess:
      enabled: true
      meter: { type: homewizard, url: "http://127.0.0.1:${port}" }
      meterPeriodMillis: 250
      fuseWatts: 14000
      maxCharge: 1500
      maxDischarge: 2400
      battery: { voltageFloor: 46, voltageCeiling: 58 }
      signChecked: true
http: { listen: "127.0.0.1:0", token: ${TOKEN} }
mqtt: { url: "${url}" }
control: { allow: { ess: true, ess-mode: true, ess-target: { min: -200 W, max: 200 W } } }
history: false
`
          },
          env: {},
          flags: []
        })
      )
      yield* EssMemory.ofDryRun(state, FollowFile.canonical(config.sites["van"]!.ess!)).make
      const simulation = yield* transport()
      const listening = yield* Deferred.make<string>()
      const running = yield* Effect.forkScoped(
        Main.run({
          config,
          reloads: Stream.never,
          places: { state, cache: state },
          build: { version: "1", revision: null, runtime: "node" },
          env: {},
          onListening: (at) => Effect.asVoid(Deferred.succeed(listening, at)),
          ports: Layer.succeed(Ports.Ports)({
            open: (at) => Effect.succeed(Transport.make(at, simulation.open, Transport.BYTES_PER_SECOND)),
            permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), StateStore.inMemory),
            cache: () => null
          })
        })
      )
      const at = yield* Deferred.await(listening)
      const { until, publish, heard } = yield* listener(url)
      const stateOf = (matches: (ess: State["ess"]) => boolean, from = 0) =>
        until("vebus/van/0/state", (text) => matches((JSON.parse(text) as State).ess), from)
      yield* stateOf(({ state: now }) => now === "idle")
      const command = (target: string, value: string) =>
        Effect.gen(function* () {
          const from = heard.length
          yield* publish(`vebus/van/0/set/${target}`, value)
          const { text } = yield* until(
            "vebus/van/0/result",
            (found) => (JSON.parse(found) as { target: string }).target === target,
            from
          )
          return JSON.parse(text) as { ok: boolean; value: string; error: { code: string } | null }
        })
      assert.deepInclude(yield* command("ess_mode", "auto"), { ok: true, value: "auto" })
      yield* stateOf(({ state: now, setpoint }) => now === "active" && setpoint !== null && setpoint < 0)
      const { text: discovery } = yield* until("homeassistant/device/vebus_van_0/config", (text) =>
        text.includes("ess_mode")
      )
      const { components } = JSON.parse(discovery) as { components: Record<string, unknown> }
      assert.containsAllKeys(components, ["ess_mode", "ess_target", "ess_state"])
      assert.notProperty(components, "ess_setpoint")
      assert.deepInclude((yield* command("ess_setpoint", "100")).error, { code: "owned" })
      const ask = (path: string, body?: object) =>
        Effect.promise(async () => {
          const answer = await fetch(`${at}${path}`, {
            headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
            ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
          })
          return { status: answer.status, text: await answer.text() }
        })
      const aimed = yield* ask("/api/v1/sites/van/ess", { target: 100 })
      assert.strictEqual(aimed.status, 200, aimed.text)
      assert.deepInclude((JSON.parse(aimed.text) as { ess: object }).ess, { target: 100, mode: "auto" })
      assert.strictEqual((yield* ask("/api/v1/sites/van/ess", { setpoint: 100 })).status, 409)
      assert.match((yield* ask("/metrics")).text, /vebus_ess_target_watts\{site="van"\} 100/u)
      const from = heard.length
      assert.deepInclude(yield* command("ess_mode", "off"), { ok: true, value: "off" })
      yield* stateOf(({ state: now, mode }) => now === "ended" && mode === "off", from)
      assert.deepInclude(JSON.parse((yield* ask("/api/v1/sites/van")).text), { essSetpoint: null })
      yield* Fiber.interrupt(running)
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )
})
