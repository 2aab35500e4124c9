/**
 * The life of a site on a broker: what is said when, what is kept, and what happens when either of them goes away.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { complaints } from "../homeassistant/Checker.ts"
import { broker, listener } from "./Broker.ts"
import { identity, published, shown } from "./Published.ts"

const CONFIG = "homeassistant/device/vebus_van_0/config"

/** What these tests look at in messages. */
interface Message {
  readonly fresh: boolean
  readonly reason: string | null
  readonly battery: { readonly voltage: number | null }
  readonly device: { readonly model: string }
  readonly components: object
}
const json = (text: string) => JSON.parse(text) as Message

/** A site in a scope of its own, to be shut down before the test ends. */
const mortal = <A, E, R>(make: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const made = yield* Scope.provide(make, scope)
    return [made, Scope.close(scope, Exit.void)] as const
  })

describe("a site on a broker", () => {
  it.live(
    "says that it is there, then what it is, what it shows, and how Home Assistant finds it; all of it stays",
    () =>
      Effect.gen(function* () {
        const { url } = yield* broker()
        const first = yield* listener(url)
        yield* shown({ url })
        yield* first.until(CONFIG)
        const state = yield* first.until("vebus/van/0/state")
        assert.deepInclude(json(state.text), { fresh: true, reason: null })
        assert.strictEqual(json(state.text).battery.voltage, 26.5)
        yield* first.until("vebus/van/0/availability", (text) => text === "online")
        const order = first.heard.map(({ topic }) => topic)
        assert.isBelow(order.indexOf("vebus/van/status"), order.indexOf(CONFIG))

        const later = yield* listener(url)
        for (const topic of [
          "vebus/van/status",
          "vebus/van/bridge",
          "vebus/van/0/info",
          "vebus/van/0/state",
          CONFIG
        ])
          assert.isTrue((yield* later.until(topic)).retain, topic)
        const document = json((yield* later.until(CONFIG)).text)
        assert.deepStrictEqual(complaints(document, CONFIG), [])
        assert.deepInclude(document.device, { model: "MultiPlus 24/3000/70-50" })
        assert.include(Object.keys(document.components), "battery_voltage")
      })
  )

  it.live("shut down in order: says that it is gone, and closes the connection", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until } = yield* listener(url)
      const [, close] = yield* mortal(shown({ url }))
      yield* until("vebus/van/status", (text) => text === "online")
      yield* close
      yield* until("vebus/van/status", (text) => text === "offline")
    })
  )

  it.live("cut off without a word: the will says that it is gone, and it is back by itself", () =>
    Effect.gen(function* () {
      const server = yield* broker()
      yield* shown({ url: server.url })
      const before = yield* listener(server.url)
      yield* before.until("vebus/van/status", (text) => text === "online")
      yield* server.cut
      const after = yield* listener(server.url)
      yield* after.until("vebus/van/status", (text) => text === "online")
    })
  )

  it.live(
    "whose plug is pulled: the unit is not available, its figures are absent with the reason, the site is still there",
    () =>
      Effect.gen(function* () {
        const { url } = yield* broker()
        const { until, heard } = yield* listener(url)
        const { link, show } = yield* shown({ url, settings: { scalars: true } })
        yield* until("vebus/van/0/availability", (text) => text === "online")
        yield* until("vebus/van/0/battery/voltage", (text) => text === "26.5")
        const from = heard.length
        yield* link("unplugged", "lost the port: it is opened again as soon as it is there")
        yield* until("vebus/van/0/availability", (text) => text === "offline", from)
        const state = json((yield* until("vebus/van/0/state", () => true, from)).text)
        assert.isNull(state.battery.voltage)
        assert.deepInclude(state, { fresh: false })
        assert.include(state.reason, "opened again")
        yield* until("vebus/van/0/battery/voltage", (text) => text === "", from)
        yield* until("vebus/van/bridge", (text) => text.includes('"link":"unplugged"'), from)
        yield* until("vebus/van/events", (text) => text.includes("unplugged"), from)
        yield* link("connected")
        yield* show(27)
        yield* until("vebus/van/0/availability", (text) => text === "online", from)
        assert.isFalse(heard.some(({ topic, text }) => topic === "vebus/van/status" && text === "offline"))
      })
  )

  it.live("says everything again when Home Assistant starts", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until, publish, heard } = yield* listener(url)
      yield* shown({ url })
      yield* until("vebus/van/0/state")
      const from = heard.length
      yield* publish("homeassistant/status", "online")
      yield* until(CONFIG, () => true, from)
      yield* until("vebus/van/0/state", () => true, from)
    })
  )

  it.live("shows figures with each reading, and says what a unit is only when that changes", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until, heard } = yield* listener(url)
      const { show, source } = yield* shown({ url })
      yield* until("vebus/van/0/state", (text) => json(text).battery.voltage === 26.5)
      const countOf = (topic: string) => heard.filter((each) => each.topic === topic).length
      const before = countOf(CONFIG)
      for (const volts of [20, 21, 22]) {
        yield* show(volts)
        yield* until("vebus/van/0/state", (text) => json(text).battery.voltage === volts)
      }
      assert.strictEqual(countOf(CONFIG), before)
      yield* source.identity("van", identity("MultiPlus 24/3000/70-16"))
      yield* show(23)
      yield* until(CONFIG, (text) => text.includes("70-16"))
    })
  )

  it.live("takes back the document of a unit that is gone, and of what an earlier run offered", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until, publish } = yield* listener(url)
      const old = (components: object) => JSON.stringify({ device: {}, components })
      yield* publish(CONFIG, old({ mode: { platform: "select" } }), true)
      yield* publish("homeassistant/device/vebus_van_3/config", old({}), true)
      yield* publish("homeassistant/device/vebus_boat_0/config", old({}), true)
      yield* shown({ url })
      const retiring = yield* until(
        CONFIG,
        (text) => text.includes('"mode":{"platform":"select"}') && text.includes("origin")
      )
      assert.notProperty(
        json((yield* until(CONFIG, (text) => !text.includes('"mode":{'))).text).components,
        "mode"
      )
      assert.include(retiring.text, "vebus/van/0/state")
      yield* until("homeassistant/device/vebus_van_3/config", (text) => text === "")
    })
  )
})

describe("a gateway that was killed and comes back while the unit sleeps", () => {
  it.live("says that the unit is not available, and takes back its figures", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const { until, publish, heard } = yield* listener(url)
      yield* publish("vebus/van/0/availability", "online", true)
      yield* publish("vebus/van/0/state", '{"fresh": true, "battery": {"voltage": 26}}', true)
      yield* publish(
        CONFIG,
        JSON.stringify({ device: { model: "Multi" }, components: { link: { platform: "binary_sensor" } } }),
        true
      )
      yield* until(CONFIG)
      const from = heard.length
      const { link } = yield* published({ url })
      yield* link("asleep", "no byte for 5 s")
      yield* until("vebus/van/0/availability", (text) => text === "offline", from)
      assert.isNull(json((yield* until("vebus/van/0/state", () => true, from)).text).battery.voltage)
      assert.isFalse(
        heard.slice(from).some(({ topic }) => topic === CONFIG),
        "its document stays, with its history"
      )
    })
  )
})

describe("a broker that is killed", () => {
  it.live(
    "and comes back having forgotten everything: all of it is there again, and no command of before acts",
    () =>
      Effect.gen(function* () {
        const server = yield* broker()
        const { show } = yield* shown({ url: server.url })
        const before = yield* listener(server.url)
        yield* before.until(CONFIG)
        yield* server.kill
        for (let volts = 20; volts < 25; volts++) yield* show(volts)
        yield* Effect.sleep("1 second")
        yield* server.start
        const after = yield* listener(server.url)
        for (const topic of ["vebus/van/status", "vebus/van/bridge", "vebus/van/0/info", CONFIG])
          yield* after.until(topic)
        const state = yield* after.until("vebus/van/0/state")
        assert.strictEqual(json(state.text).battery.voltage, 24, "the newest, and none of those between")
        assert.isFalse(after.heard.some(({ topic }) => topic.endsWith("/result")))
      })
  )

  it.live("is not the only one: the next in the list is used", () =>
    Effect.gen(function* () {
      const first = yield* broker()
      const second = yield* broker()
      yield* shown({ url: [first.url, second.url] })
      const one = yield* listener(first.url)
      yield* one.until("vebus/van/status", (text) => text === "online")
      yield* first.kill
      const two = yield* listener(second.url)
      yield* two.until("vebus/van/status", (text) => text === "online")
      yield* two.until(CONFIG)
    })
  )
})

describe("the password", () => {
  it.live("comes from a file, without its line end, and is read anew for each try", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-mqtt-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true }))
      )
      const passwordFile = join(folder, "password")
      writeFileSync(passwordFile, "wrong\n")
      const seen: Array<string> = []
      const { url } = yield* broker({
        authenticate: (name, password) => {
          seen.push(password)
          return name === undefined || (name === "vebus" && password === "s3cret")
        }
      })
      yield* published({ url, settings: { username: "vebus", passwordFile } })
      const { until } = yield* listener(url)
      for (let tries = 0; !seen.includes("wrong") && tries < 30_000; tries++) yield* Effect.sleep(10)
      writeFileSync(passwordFile, "s3cret\n")
      yield* until("vebus/van/status", (text) => text === "online")
    })
  )
})
