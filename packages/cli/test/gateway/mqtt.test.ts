/**
 * `vebus gateway` and a broker, as processes: killed, stopped in the middle of a write, and with its plug pulled.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { broker, listener } from "../../../gateway/test/mqtt/Broker.ts"
import { type Running, start, stop } from "../Process.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-gateway-mqtt-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** A process that is gone in the end. */
const process_ = (words: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => start(words, { env })),
    (running: Running) =>
      Effect.promise(async () => {
        running.child.kill("SIGKILL")
        await running.ended
      })
  )

/** A simulation as a process, and its port. */
const simulated = (port = "0", ...options: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const running = yield* process_(["simulate", "--tcp", port, ...options])
    const url = yield* Effect.promise(() => running.line(/tcp:\/\/127\.0\.0\.1:\d+/))
    return { running, port: /:(\d+)/.exec(url)![1]! }
  })

const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "")

/** A gateway with a site at a port, that lets the switch and the limit be changed. */
const gateway = (url: string, port: string) =>
  Effect.gen(function* () {
    const state = yield* folder
    const file = join(state, "gateway.yaml")
    writeFileSync(
      file,
      JSON.stringify({
        sites: { van: { port } },
        http: { listen: "127.0.0.1:0" },
        mqtt: { url },
        control: { allow: { switch: true, limit: { min: 6, max: 16 } } },
        history: false
      })
    )
    const running = yield* process_(["gateway", "--config", file], { VEBUS_STATE_DIR: state })
    return {
      running,
      audit: () => read(join(state, "audit.jsonl")),
      journal: () => read(join(state, "journal.jsonl"))
    }
  })

const state = (text: string) => JSON.parse(text) as { readonly battery: { readonly voltage: number | null } }

describe("vebus gateway, with a broker", () => {
  it.live("killed with no time to say anything: the broker says that it is gone", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until } = yield* listener(url)
      const { running } = yield* gateway(url, "sim:")
      yield* until("vebus/van/0/availability", (text) => text === "online")
      running.child.kill("SIGKILL")
      yield* until("vebus/van/status", (text) => text === "offline")
    })
  )

  it.live(
    "stopped by SIGTERM during a write: it is finished and verified, its result told, then it is gone",
    () =>
      Effect.gen(function* () {
        const { url } = yield* broker()
        const { until, publish, heard } = yield* listener(url)
        // As a real line, so that the write takes its time; the journal of a real port has each write before its first frame.
        const { port } = yield* simulated()
        const { running, audit, journal } = yield* gateway(url, `tcp://127.0.0.1:${port}`)
        const count = (phase: string) => journal().split(`"phase":"${phase}"`).length - 1
        yield* until("vebus/van/0/state", (text) => state(text).battery.voltage !== null)
        // A machine that is busy may see a write only when it is done: then another one.
        let wanted = 8
        do {
          if (count("sending") > 0)
            yield* until("vebus/van/0/result", (text) => text.includes(`"n${wanted}"`))
          const before = count("sending")
          wanted++
          yield* publish("vebus/van/0/set/current_limit", `{"value": ${wanted}, "id": "n${wanted}"}`)
          while (count("sending") === before) yield* Effect.sleep(1)
        } while (count("done") === count("sending"))
        const { code, stderr } = yield* Effect.promise(() => stop(running, "SIGTERM"))
        assert.strictEqual(code, 143, stderr)
        assert.notInclude(stderr, "Warning", "Node has nothing to say about it")
        assert.strictEqual(count("done"), count("sending"))
        yield* until("vebus/van/status", (text) => text === "offline")
        const result = heard.findIndex(
          ({ topic, text }) => topic === "vebus/van/0/result" && text.includes(`"n${wanted}"`)
        )
        assert.isAbove(result, -1)
        assert.isBelow(
          result,
          heard.findIndex(({ topic, text }) => topic === "vebus/van/status" && text === "offline")
        )
        assert.containsSubset(JSON.parse(heard[result]!.text), {
          id: `n${wanted}`,
          ok: true,
          wanted
        })
        assert.include(audit().trimEnd().split("\n").at(-1), '"phase":"done"')
      })
  )

  it.live("whose broker is away for twenty seconds: all is there again, and no command of before acts", () =>
    Effect.gen(function* () {
      const { url, kill, start: begin } = yield* broker()
      const { until, publish } = yield* listener(url)
      const { audit } = yield* gateway(url, "sim:")
      yield* until("vebus/van/0/state", (text) => state(text).battery.voltage !== null)
      yield* publish("vebus/van/0/set/current_limit", '{"value": 9, "id": "before"}')
      const { text } = yield* until("vebus/van/0/result")
      assert.include(text, '"ok":true')
      const acts = audit()
      yield* kill
      yield* Effect.sleep("20 seconds")
      yield* begin
      const back = yield* listener(url)
      for (const topic of ["vebus/van/status", "vebus/van/0/availability"]) {
        yield* back.until(topic, (told) => told === "online")
      }
      for (const topic of [
        "vebus/van/bridge",
        "vebus/van/0/info",
        "homeassistant/device/vebus_van_0/config"
      ]) {
        yield* back.until(topic)
      }
      yield* back.until("vebus/van/0/state", (told) => state(told).battery.voltage !== null)
      assert.strictEqual(audit(), acts)
      assert.isFalse(back.heard.some(({ topic }) => topic.endsWith("/result")))
    })
  )

  it.live(
    "with its plug pulled: the unit is not available, the gateway is, and both are back with the plug",
    () =>
      Effect.gen(function* () {
        const { url } = yield* broker()
        const { until, heard } = yield* listener(url)
        const { running: first, port } = yield* simulated()
        yield* gateway(url, `tcp://127.0.0.1:${port}`)
        yield* until("vebus/van/0/availability", (text) => text === "online")
        const from = heard.length
        first.child.kill("SIGKILL")
        yield* until("vebus/van/0/availability", (text) => text === "offline", from)
        yield* until("vebus/van/0/state", (text) => state(text).battery.voltage === null, from)
        yield* simulated(port)
        yield* until("vebus/van/0/availability", (text) => text === "online", from)
        assert.isFalse(heard.some(({ topic, text }) => topic === "vebus/van/status" && text === "offline"))
      })
  )
})
