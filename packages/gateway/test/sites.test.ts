/**
 * Sites: each is kept going by itself, and says at any time what it does.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { Feed } from "../src/Feed.ts"
import { Sites } from "../src/Sites.ts"
import { played } from "./Simulated.ts"
import { Behind, layer, site } from "./Simulations.ts"

const quiet = Layer.succeed(References.MinimumLogLevel)("None")

const view = (name: string) => Effect.flatMap(Feed, (feed) => Effect.map(feed.site(name), (found) => found!))
const simulation = (name: string) => Effect.map(Behind, (all) => all.get(`sim:${name}`)!)

describe("a site", () => {
  it.effect("is connected, read once an interval, and says what it is and what its link counts", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van") })
      yield* TestClock.adjust("10 seconds")
      const found = yield* view("van")
      assert.deepInclude(found, { site: "van", link: "connected", fresh: true, reason: null })
      assert.isNumber(found.reading!.battery!.voltage)
      assert.strictEqual(found.identity!.units[0]!.status, "present")
      const { events } = yield* (yield* Feed).since(0)
      const times = events.flatMap((event) => (event._tag === "Reading" ? event.at : []))
      assert.isAbove(times.length, 5)
      const gaps = times.slice(1).map((at, index) => at - times[index]!)
      // What is connected is asked behind the first reading, and may hold up the second.
      assert.isAtMost(Math.max(...gaps.slice(2)), 1100)
      const requests = found.metrics.filter(({ id }) => id === "vebus_requests_total")
      assert.isAbove(requests.length, 3)
    }).pipe(Effect.provide(Layer.merge(layer({ van: {} }), quiet)))
  )

  it.effect("is read before it is asked what it is", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van") })
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("20 millis"), view("van")), {
        until: ({ reading }) => reading !== null
      })
      assert.isNull((yield* view("van")).identity)
      yield* TestClock.adjust("10 seconds")
      assert.isNotNull((yield* view("van")).identity)
    }).pipe(Effect.provide(Layer.merge(layer({ van: {} }), quiet)))
  )

  it.effect("counts what its own link does, and not what another one does", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van"), boat: site("sim:boat", 60_000) })
      yield* TestClock.adjust("1 minute")
      const count = (found: { readonly metrics: ReadonlyArray<{ id: string; state: unknown }> }) =>
        found.metrics
          .filter(({ id }) => id === "vebus_requests_total")
          .reduce((sum, { state }) => sum + Number((state as { count: number }).count), 0)
      assert.isAbove(count(yield* view("van")), 5 * count(yield* view("boat")))
    }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {} }), quiet)))
  )

  it.effect("whose plug is pulled says so at once, and reads again when it is back", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van"), boat: site("sim:boat") })
      yield* TestClock.adjust("10 seconds")
      yield* (yield* simulation("van")).line.happen({ kind: "unplug", forMillis: 20_000 })
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* view("van"), { link: "unplugged", fresh: false })
      assert.match((yield* view("van")).reason!, /lost sim:van/)
      assert.isTrue((yield* view("boat")).fresh)
      yield* TestClock.adjust("18 seconds")
      assert.strictEqual((yield* view("van")).link, "unplugged")
      yield* TestClock.adjust("40 seconds")
      assert.deepInclude(yield* view("van"), { link: "connected", fresh: true, reason: null })
    }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {} }), quiet)))
  )

  it.effect("whose unit sleeps says so, and wakes with it", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van") })
      yield* TestClock.adjust("10 seconds")
      yield* (yield* simulation("van")).line.happen({ kind: "sleep", forMillis: 30_000 })
      yield* TestClock.adjust("20 seconds")
      assert.deepInclude(yield* view("van"), { link: "asleep", fresh: false })
      assert.match((yield* view("van")).reason!, /asleep/)
      yield* TestClock.adjust("30 seconds")
      assert.deepInclude(yield* view("van"), { link: "connected", fresh: true })
    }).pipe(Effect.provide(Layer.merge(layer({ van: {} }), quiet)))
  )

  it.effect("that cannot be had at all is tried again, says why, and stops no other", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ shed: site("sim:nowhere"), van: site("sim:van") })
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* view("shed"), {
        link: "closed",
        fresh: false,
        reason: "there is nothing at sim:nowhere"
      })
      assert.isTrue((yield* view("van")).fresh)
      assert.isNull(yield* sites.connected("shed"))
    }).pipe(Effect.provide(Layer.merge(layer({ van: {} }), quiet)))
  )
})

/** Two writes, each time others. */
const changes = (n: number): ReadonlyArray<Change.Change> => [
  { _tag: "Limit", amperes: 6 + n / 100 },
  { _tag: "Setting", id: 3, wanted: { value: 50 + n / 400 }, to: "ram" }
]

describe("another configuration", () => {
  it.effect(
    "without a site, at any moment of a write there: it is finished and verified, or nothing was sent",
    () =>
      Effect.gen(function* () {
        const sites = yield* Sites
        const endings = new Set<string>()
        for (let after = 0; after <= 800; after += 40) {
          yield* sites.apply({ van: site("sim:van", 60_000) })
          yield* TestClock.adjust("20 seconds")
          const { control } = (yield* sites.connected("van"))!
          const plan = yield* played(control.plan(changes(after)))
          const writing = yield* Effect.forkChild(control.execute(plan))
          yield* TestClock.adjust(after)
          yield* played(sites.apply({}))
          for (const { _tag } of yield* played(Fiber.join(writing))) endings.add(_tag)
        }
        assert.sameMembers([...endings], ["Written", "NotReached"])
      }).pipe(Effect.provide(Layer.merge(layer({ van: { line: "paced" } }), quiet)))
  )

  it.effect(
    "without a site whose plug is pulled in the middle of a write: it says so, and does not wait for the plug",
    () =>
      Effect.gen(function* () {
        const sites = yield* Sites
        const endings = new Set<string>()
        for (const after of [40, 120, 200, 280]) {
          yield* sites.apply({ van: site("sim:van", 60_000) })
          yield* TestClock.adjust("20 seconds")
          const { control } = (yield* sites.connected("van"))!
          const plan = yield* played(control.plan(changes(after)))
          const writing = yield* Effect.forkChild(control.execute(plan))
          yield* TestClock.adjust(after)
          yield* (yield* simulation("van")).line.happen({ kind: "unplug", forMillis: 3_600_000 })
          const before = yield* Clock.currentTimeMillis
          yield* played(sites.apply({}))
          assert.isAtMost((yield* Clock.currentTimeMillis) - before, 4000)
          for (const { _tag } of yield* played(Fiber.join(writing))) endings.add(_tag)
          yield* TestClock.adjust("2 hours")
        }
        assert.notInclude([...endings], "Written")
      }).pipe(Effect.provide(Layer.merge(layer({ van: { line: "paced" } }), quiet)))
  )

  it.effect("without a site, or with another port for it: the set-point that was held there is 0 first", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      for (const next of [{}, { van: site("sim:boat") }]) {
        yield* sites.apply({ van: site("sim:van") })
        yield* TestClock.adjust("10 seconds")
        const { control } = (yield* sites.connected("van"))!
        // Whoever asked for it lives longer than the site.
        const hold = yield* played(Scope.provide(control.holdEss(500), yield* Scope.make()))
        assert.strictEqual(hold.acknowledged(), 500)
        yield* played(sites.apply(next))
        // Acknowledged by the unit, while there was a session to say it over.
        yield* played(hold.rested)
      }
    }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {} }), quiet)))
  )

  it.effect("leaves alone what did not change, ends what is gone, and gives an interval its new length", () =>
    Effect.gen(function* () {
      const sites = yield* Sites
      yield* sites.apply({ van: site("sim:van"), boat: site("sim:boat"), shed: site("sim:shed") })
      yield* TestClock.adjust("10 seconds")
      const [van, boat] = [yield* sites.connected("van"), yield* sites.connected("boat")]
      yield* sites.apply({ van: site("sim:van"), boat: site("sim:boat", 5000), hut: site("sim:shed") })
      assert.strictEqual(yield* sites.connected("van"), van)
      assert.strictEqual(yield* sites.connected("boat"), boat)
      assert.isNull(yield* (yield* Feed).site("shed"))
      const { events } = yield* (yield* Feed).since(0)
      const { id } = events.at(-1)!
      yield* TestClock.adjust("20 seconds")
      const later = (yield* (yield* Feed).since(id)).events
      const count = (name: string) =>
        later.filter(({ _tag, site }) => _tag === "Reading" && site === name).length
      assert.isAtLeast(count("van"), 18)
      assert.isAtMost(count("boat"), 5)
      assert.isAbove(count("hut"), 5)
      assert.strictEqual((yield* view("boat")).interval, 5000)
    }).pipe(Effect.provide(Layer.merge(layer({ van: {}, boat: {}, shed: {} }), quiet)))
  )
})
