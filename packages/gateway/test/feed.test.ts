/**
 * The feed: what a site is known to do, and for how long that may be said.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Feed, Source, KEPT_MILLIS, LAG, layer } from "../src/Feed.ts"
import { readingOf } from "./Readings.ts"

const none = Effect.succeed([])
const options = { interval: 1000, metrics: none }

/** A feed with one site that is connected. */
const connected = Effect.gen(function* () {
  const feed = yield* Feed
  const source = yield* Source
  yield* source.add("van", options)
  yield* source.link("van", "connected", null)
  return { feed, source, van: Effect.map(feed.site("van"), (view) => view!) }
})

describe("a site", () => {
  it.effect("has no reading until there is one, and says so", () =>
    Effect.gen(function* () {
      const { feed, source } = yield* connected
      yield* source.add("boat", options)
      assert.deepInclude(yield* feed.site("van"), {
        fresh: false,
        reading: null,
        readAt: null,
        reason: "there is no reading yet"
      })
      assert.deepInclude(yield* feed.site("boat"), { link: "opening", reason: "the link is opening" })
      assert.isNull(yield* feed.site("shed"))
      assert.deepStrictEqual(
        (yield* feed.sites).map(({ site }) => site),
        ["van", "boat"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("goes stale after ten seconds, or three intervals where these are longer, and is told once", () =>
    Effect.gen(function* () {
      for (const [interval, limit] of [
        [1000, 10_000],
        [5000, 15_000]
      ] as const) {
        const { feed, source, van } = yield* connected
        yield* source.add("van", { interval, metrics: none })
        yield* source.reading("van", readingOf(26.4))
        const { id } = (yield* feed.since(0)).events.at(-1)!
        yield* TestClock.adjust(limit)
        yield* source.look
        assert.isTrue((yield* van).fresh)
        yield* TestClock.adjust(1)
        yield* source.look
        yield* source.look
        const view = yield* van
        assert.isFalse(view.fresh)
        assert.match(view.reason!, /too old/)
        assert.strictEqual(view.reading!.battery!.voltage, 26.4)
        assert.deepStrictEqual(
          (yield* feed.since(id)).events.map(({ _tag }) => _tag),
          ["State"]
        )
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "is not fresh from the moment that its link is gone, and a reading without values does not help",
    () =>
      Effect.gen(function* () {
        const { source, van } = yield* connected
        yield* source.reading("van", readingOf(26.4))
        assert.isTrue((yield* van).fresh)
        const { readAt } = yield* van
        yield* TestClock.adjust("3 seconds")
        yield* source.link("van", "unplugged", "lost serial:/dev/ttyUSB0: the plug was pulled")
        yield* source.reading("van", readingOf(null))
        assert.deepInclude(yield* van, {
          link: "unplugged",
          fresh: false,
          readAt,
          reason: "lost serial:/dev/ttyUSB0: the plug was pulled"
        })
        yield* source.link("van", "connected", null)
        yield* source.reading("van", readingOf(26.5))
        assert.deepInclude(yield* van, { fresh: true, reason: null })
      }).pipe(Effect.provide(layer))
  )
})

describe("an inverter, which has no AC input", () => {
  it.effect("has no figures of one, though its frames say 0 V; a mains that failed is 0 V", () =>
    Effect.gen(function* () {
      const { feed, source, van } = yield* connected
      const mains: Reading.AcPhase = {
        phase: 1,
        voltage: 0 as Quantity.Volts,
        current: 0 as Quantity.Amperes,
        power: 0 as Quantity.Watts,
        frequency: null,
        currentDoubtful: false
      }
      const told = { ...readingOf(26.4), acInput: [mains], acInputPower: 0 as Quantity.Watts }
      yield* source.reading("van", { ...told, inputs: 1 })
      assert.deepStrictEqual((yield* van).reading!.acInput, [mains])
      // A poll whose answer to the inputs was lost knows them from the one before.
      for (const inputs of [0, null, null]) {
        yield* source.reading("van", { ...told, inputs })
        const { reading } = yield* van
        assert.deepStrictEqual([reading!.acInput, reading!.acInputPower, reading!.inputs], [null, null, 0])
        assert.deepStrictEqual(
          reading!.reasons!.find(({ part }) => part === "acInput"),
          { part: "acInput", reason: "no AC input" }
        )
      }
      const { events } = yield* feed.since(0)
      const last = events.findLast(({ _tag }) => _tag === "Reading")
      assert.isTrue(last?._tag === "Reading" && last.reading === (yield* van).reading)
    }).pipe(Effect.provide(layer))
  )
})

describe("a listener", () => {
  it.effect("that comes back hears what it missed, and then what happens, each once", () =>
    Effect.gen(function* () {
      const { feed, source } = yield* connected
      yield* source.reading("van", readingOf(26.1))
      const { id } = (yield* feed.since(0)).events.at(-3)!
      yield* source.reading("van", readingOf(26.2))
      const listening = yield* feed.eventsSince(id).pipe(
        Stream.filter(({ _tag }) => _tag === "Reading"),
        Stream.take(3),
        Stream.runCollect,
        Effect.forkChild
      )
      yield* Effect.yieldNow
      yield* TestClock.adjust(1)
      yield* source.reading("van", readingOf(26.3))
      const found = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        found.map((event) => (event._tag === "Reading" ? Number(event.reading.battery!.voltage) : null)),
        [26.1, 26.2, 26.3]
      )
      assert.isTrue(found.every((event, index) => index === 0 || event.id > found[index - 1]!.id))
    }).pipe(Effect.provide(layer))
  )

  it.effect("is told when it was away for too long, or comes from another run", () =>
    Effect.gen(function* () {
      const { feed, source } = yield* connected
      yield* source.reading("van", readingOf(26.1))
      const { events } = yield* feed.since(0)
      const { id } = events[0]!
      assert.isTrue((yield* feed.since(id)).complete)
      assert.isFalse((yield* feed.since(-1)).complete)
      assert.isFalse((yield* feed.since(id + 1_000_000)).complete)
      yield* TestClock.adjust(KEPT_MILLIS + 1)
      yield* source.reading("van", readingOf(26.2))
      const missed = yield* feed.since(id)
      assert.isFalse(missed.complete)
      assert.lengthOf(missed.events, 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("that is slow loses the oldest events, and holds up nobody", () =>
    Effect.gen(function* () {
      const { feed, source } = yield* connected
      const seen: Array<number> = []
      const listening = yield* feed.events.pipe(
        Stream.runForEach(({ id }) =>
          Effect.andThen(
            Effect.sync(() => seen.push(id)),
            Effect.sleep("1 minute")
          )
        ),
        Effect.forkChild
      )
      yield* TestClock.adjust(1)
      for (let count = 0; count < 4 * LAG; count++) yield* source.reading("van", readingOf(26 + count / 1000))
      for (let count = 0; count < 4 * LAG; count++) yield* TestClock.adjust("1 minute")
      assert.isAtMost(seen.length, 2 * LAG + 1)
      assert.strictEqual(seen.at(-1), (yield* feed.since(0)).events.at(-1)!.id)
      yield* Fiber.interrupt(listening)
    }).pipe(Effect.provide(layer))
  )
})
