/**
 * Commands by MQTT, to a simulated unit: each has a result, and what must not act does not. Incidents by name.
 */
import { assert, describe, it } from "@effect/vitest"
import { Control, Link, Session, StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { everything } from "../commands/Gate.ts"
import { broker, listener } from "./Broker.ts"
import { shown } from "./Published.ts"

const SET = "vebus/van/0/set"
const RESULT = "vebus/van/0/result"

interface Result {
  readonly id: string | null
  readonly target: string
  readonly ok: boolean
  readonly value: string | null
  readonly error: { readonly code: string } | null
  readonly message: string
}

/** A unit behind a fast line, its panel as it is, and the way to change it. */
const unit = Effect.gen(function* () {
  const port = yield* transport({ profile: Profile.profiles["multiplus-ii-48-3000-230v"], line: "unpaced" })
  const session = yield* Effect.provideService(Session.connect(), Transport.Transport, port)
  const control = yield* Control.make.pipe(
    Effect.provideService(Link.Link, session),
    Effect.provide(StateStore.inMemory),
    Effect.provideService(WritePolicy.WritePolicy, { by: "test", eepromPerDay: 20, readOnly: false })
  )
  return { port, session, control }
})

const setUp = Effect.gen(function* () {
  const { control, port } = yield* unit
  const { url } = yield* broker()
  const client = yield* listener(url)
  const scope = yield* Scope.make()
  yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
  const { gate, lines } = yield* Scope.provide(shown({ url, control, allow: everything }), scope)
  yield* client.until("vebus/van/0/state")
  const result = (matches: (found: Result) => boolean, from = 0) =>
    Effect.map(
      client.until(RESULT, (text) => matches(JSON.parse(text) as Result), from),
      ({ text }) => JSON.parse(text) as Result
    )
  /** Sends a command and waits for what became of it. */
  const command = (target: string, text: string, retain = false) =>
    Effect.gen(function* () {
      const from = client.heard.length
      yield* client.publish(`${SET}/${target}`, text, retain)
      return yield* result((found) => found.target === target, from)
    })
  const limit = Effect.map(control.plan([{ _tag: "Limit", amperes: 16 }]), ({ writes }) => writes[0]!.before)
  return {
    ...client,
    url,
    control,
    port,
    gate,
    lines,
    result,
    command,
    limit,
    close: Effect.andThen(gate.drain, Scope.close(scope, Exit.void))
  }
})

describe("a command by MQTT", () => {
  it.live("as a bare value, and as JSON with an id: its result says what the unit holds now", () =>
    Effect.gen(function* () {
      const { command, limit } = yield* setUp
      const bare = yield* command("current_limit", "12.5")
      assert.deepInclude(bare, { ok: true, value: "on, 12.5 A", error: null, id: null })
      assert.strictEqual(yield* limit, "on, 12.5 A")
      const object = yield* command("mode", '{"value": "charger-only", "id": "a1"}')
      assert.deepInclude(object, { ok: true, id: "a1", value: "charger-only, 12.5 A" })
    })
  )

  it.live(
    "that makes no sense is refused: unknown keys, no JSON, nothing at all, no such unit or target",
    () =>
      Effect.gen(function* () {
        const { command, limit, publish, until } = yield* setUp
        for (const [target, text, code] of [
          ["current_limit", '{"value": 12, "percist": true}', "bad-command"],
          ["current_limit", '{"value": 12', "bad-command"],
          ["current_limit", "", "bad-command"],
          ["current_limit", '{"value": [12]}', "bad-command"],
          ["current_limit", '{"value": 12, "expires": "soon"}', "bad-command"],
          ["current_limit", '{"value": 12, "expires": "2126-01-01T00:00:00"}', "bad-command"],
          ["current_limit", `{"value": "${"1".repeat(5000)}"}`, "bad-command"],
          ["current_limits", "12", "unknown-target"]
        ] as const)
          assert.strictEqual((yield* command(target, text)).error?.code, code, text.slice(0, 50))
        yield* publish("vebus/van/7/set/mode", "off")
        assert.include((yield* until("vebus/van/7/result")).text, "unknown-unit")
        assert.strictEqual(yield* limit, "on, 16 A")
      })
  )

  it.live("out of bounds is refused, and never clamped", () =>
    Effect.gen(function* () {
      const { command, limit } = yield* setUp
      assert.strictEqual((yield* command("current_limit", "40")).error?.code, "out-of-bounds")
      assert.strictEqual((yield* command("mode", "eco")).error?.code, "bad-value")
      assert.strictEqual(yield* limit, "on, 16 A")
    })
  )

  it.live("that has expired does not act", () =>
    Effect.gen(function* () {
      const { command, limit } = yield* setUp
      const result = yield* command("current_limit", '{"value": 9, "expires": "2026-01-01T00:00:00Z"}')
      assert.strictEqual(result.error?.code, "expired")
      assert.strictEqual(yield* limit, "on, 16 A")
    })
  )

  it.live(
    "two at once for one target: both have a result, and the unit holds what the later one wanted",
    () =>
      Effect.gen(function* () {
        const { publish, result, limit } = yield* setUp
        yield* Effect.all(
          [9, 10, 11].map((value) =>
            publish(`${SET}/current_limit`, JSON.stringify({ value, id: String(value) }))
          ),
          { concurrency: "unbounded" }
        )
        assert.isTrue((yield* result(({ id }) => id === "9")).ok)
        assert.strictEqual((yield* result(({ id }) => id === "10")).error?.code, "superseded")
        assert.isTrue((yield* result(({ id }) => id === "11")).ok)
        assert.strictEqual(yield* limit, "on, 11 A")
      })
  )

  it.live("to a unit that is asleep is refused with the reason", () =>
    Effect.gen(function* () {
      const { command, port } = yield* setUp
      yield* port.simulator.control({ change: "sleep" })
      const result = yield* command("mode", "off")
      assert.isFalse(result.ok)
      assert.isNotNull(result.error)
    })
  )

  it.live(
    "of a site that is shut down during the write: it is finished, its result is told, then offline",
    () =>
      Effect.gen(function* () {
        const { publish, result, until, limit, lines, close, heard } = yield* setUp
        yield* publish(`${SET}/current_limit`, "9")
        for (let tries = 0; lines.length === 0 && tries < 300_000; tries++) yield* Effect.sleep(1)
        yield* close
        const found = yield* result(({ target }) => target === "current_limit")
        yield* until("vebus/van/status", (text) => text === "offline")
        assert.strictEqual(yield* limit, found.ok ? "on, 9 A" : "on, 16 A")
        const topics = heard.map(({ topic, text }) => `${topic} ${text}`)
        assert.isBelow(
          topics.findIndex((each) => each.startsWith(RESULT)),
          topics.lastIndexOf("vebus/van/status offline")
        )
      })
  )
})

describe("a command that is retained", () => {
  it.live("and was stored before the gateway came does not act, and is answered", () =>
    Effect.gen(function* () {
      const { control } = yield* unit
      const { url } = yield* broker()
      const { publish, until } = yield* listener(url)
      yield* publish(`${SET}/mode`, "off", true)
      yield* shown({ url, control, allow: everything })
      const { text } = yield* until(RESULT)
      assert.strictEqual((JSON.parse(text) as Result).error?.code, "retained")
      const [write] = (yield* control.plan([{ _tag: "Switch", position: "on" }])).writes
      assert.isTrue(write!.unchanged)
    })
  )
})
