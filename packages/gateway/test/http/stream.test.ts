/**
 * Server-sent events: what a listener gets, when it comes, comes back, or does not read.
 */
import { assert, describe, it } from "@effect/vitest"
import { Json } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Feed, layer as feedLayer, Source } from "../../src/Feed.ts"
import * as Events from "../../src/http/Stream.ts"
import { readingOf } from "../Readings.ts"
import { base, layer, started } from "./Served.ts"

interface Event {
  readonly id: string | null
  readonly event: string
  readonly data: Record<string, unknown>
}

/** So many events of a stream. */
const events = (path: string, count: number, headers: Record<string, string> = {}) =>
  Effect.flatMap(base, (url) =>
    Effect.promise(async () => {
      const ending = new AbortController()
      const response = await fetch(`${url}${path}`, { headers, signal: ending.signal })
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
      const found: Array<Event> = []
      let text = ""
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        const blocks = text.split("\n\n")
        text = blocks.pop()!
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null
          found.push({
            id: field("id"),
            event: field("event")!,
            data: JSON.parse(field("data")!) as Event["data"]
          })
        }
        if (found.length >= count) break
      }
      ending.abort()
      return found.slice(0, count)
    })
  )

describe("the stream", () => {
  it.live("begins with what is so, goes on with each reading, and resumes behind the last one", () =>
    Effect.gen(function* () {
      yield* started()
      const found = yield* events("/api/v1/stream?site=van", 5)
      assert.deepStrictEqual(
        found.slice(0, 3).map(({ event }) => event),
        ["state", "reading", "reading"]
      )
      assert.deepInclude(found[0]!.data, { _tag: "State", site: "van", link: "connected", fresh: true })
      const told = found[1]!.data
      assert.strictEqual(JSON.stringify(told), Json.line(told), "numbers as all documents have them")
      const { id } = found[2]!
      const again = yield* events("/api/v1/stream?site=van", 3, { "last-event-id": id! })
      assert.strictEqual(again[0]!.id, found[3]!.id)
      assert.deepStrictEqual(again[0]!.data, found[3]!.data)
      assert.isTrue(
        again.every((event, index) => index === 0 || Number(event.id) > Number(again[index - 1]!.id))
      )
      // One that nobody knows any more begins anew.
      const unknown = yield* events("/api/v1/stream", 1, { "last-event-id": "5" })
      assert.strictEqual(unknown[0]!.event, "state")
    }).pipe(Effect.provide(layer()))
  )

  it.live("of frames has each as values and as bytes", () =>
    Effect.gen(function* () {
      yield* started()
      const found = yield* events("/api/v1/sites/van/frames", 5)
      assert.isTrue(found.every(({ event }) => event === "frame"))
      assert.isTrue(found.every(({ data }) => typeof (data["frame"] as { _tag: string })._tag === "string"))
      for (const { data } of found) {
        const bytes = Uint8Array.from(String(data["hex"]).split(" "), (pair) => Number.parseInt(pair, 16))
        assert.strictEqual(bytes.length, data["bytes"])
        // A checksum makes the sum of all bytes of a frame a multiple of 256.
        assert.strictEqual(bytes.reduce((sum, byte) => sum + byte, 0) % 256, 0)
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("has a heartbeat every 15 s, also where nothing happens", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const listening = yield* Effect.forkChild(
        Stream.runCollect(Stream.take(Events.events(feed, undefined, null), 3))
      )
      yield* TestClock.adjust("46 seconds")
      const found = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        found.map(({ event, data }) => [event, "at" in data ? data.at : null]),
        [
          ["heartbeat", 15_000],
          ["heartbeat", 30_000],
          ["heartbeat", 45_000]
        ]
      )
    }).pipe(Effect.provide(feedLayer))
  )

  it.live("that nobody reads costs no more than its buffers, and holds up no other", () =>
    Effect.gen(function* () {
      const source = yield* Source
      const url = yield* base
      yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
      yield* source.link("van", "connected", null)
      const ending = new AbortController()
      // The answer comes; its body is never read.
      const stuck = yield* Effect.promise(
        async () =>
          await Promise.all(
            Array.from(
              { length: 20 },
              async () => await fetch(`${url}/api/v1/stream`, { signal: ending.signal })
            )
          )
      )
      assert.isTrue(stuck.every(({ status }) => status === 200))
      const flood = Effect.gen(function* () {
        for (let count = 0; count < 3000; count++) {
          yield* source.reading("van", readingOf(20 + count / 1000))
          if (count % 20 === 0) yield* Effect.sleep("2 millis")
        }
      })
      // Those that are stuck have all of a flood before them; it goes on as long as the one that reads needs.
      yield* flood
      const heard = yield* Effect.raceFirst(events("/api/v1/stream", 400), Effect.forever(flood))
      assert.lengthOf(heard, 400)
      ending.abort()
    }).pipe(Effect.provide(layer({ sites: {} }).pipe(Layer.provideMerge(Layer.empty))))
  )
})
