/**
 * The doctor over HTTP: what it finds of a site whose port is open already, and of one that never opened.
 */
import { assert, describe, it } from "@effect/vitest"
import { Document } from "@vebus/runtime/doctor"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Feed } from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import * as Simulations from "../Simulations.ts"
import { Behind } from "../Simulations.ts"
import { ask, layer, started } from "./Served.ts"

const decode = Schema.decodeUnknownSync(Document.Doctor)

const examined = Effect.map(ask("/api/v1/sites/van/doctor"), (answer) => {
  assert.strictEqual(answer.status, 200, answer.text)
  return decode(answer.json())
})

describe("the doctor of the gateway", () => {
  it.live("finds nothing wrong with a unit that answers, and says what it saw", () =>
    Effect.gen(function* () {
      yield* started()
      const { healthy, port, checks } = yield* examined
      assert.deepStrictEqual([healthy, port], [true, "sim:van"])
      assert.deepStrictEqual(
        checks.map(({ name }) => name),
        ["adapter", "port", "line", "firmware", "device", "units", "alarms", "values", "control"]
      )
      assert.match(checks.find(({ name }) => name === "line")!.found, /^\d+ frames/)
      assert.match(checks.find(({ name }) => name === "values")!.found, /battery \d+\.\d\d V/)
    }).pipe(Effect.provide(layer()))
  )

  it.live("the plug is pulled: it says that the port is gone, and what to try", () =>
    Effect.gen(function* () {
      yield* started()
      const van = (yield* Behind).get("sim:van")!
      yield* van.line.happen({ kind: "unplug", forMillis: 60_000 })
      const feed = yield* Feed
      yield* Effect.repeat(Effect.sleep("20 millis"), {
        until: () => Effect.map(feed.sites, ([view]) => view!.link === "unplugged")
      })
      const { healthy, checks } = yield* examined
      assert.isFalse(healthy)
      assert.deepInclude(checks.at(-1), { name: "port" })
      assert.deepInclude(checks.at(-1)!.problem, { cause: "lost" })
      assert.match(checks.at(-1)!.problem!.remedy, /Check plug and USB cable/)
    }).pipe(Effect.provide(layer()))
  )

  it.live("the unit was asleep from the start: it says that the adapter has no power", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      const van = (yield* Behind).get("sim:van")!
      yield* van.line.happen({ kind: "sleep", forMillis: 60_000 })
      yield* sites.apply({ van: Simulations.site("sim:van") })
      const feed = yield* Feed
      yield* Effect.repeat(Effect.sleep("50 millis"), {
        until: () => Effect.map(feed.sites, ([view]) => view?.link === "asleep")
      })
      const { healthy, checks } = yield* examined
      assert.isFalse(healthy)
      assert.deepInclude(checks.at(-1), { name: "line" })
      assert.match(checks.at(-1)!.problem!.remedy, /Switch the inverter on/)
    }).pipe(Effect.provide(layer()))
  )
})
