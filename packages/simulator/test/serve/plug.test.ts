/** The plug of a served port: what pulling and pushing do, in any order, at any time. */
import { assert, describe, it } from "@effect/vitest"
import { Plug } from "@vebus/simulator/serve"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** Something to serve: it notes what happens to it, and where it was told to have been before. */
const served = (begin: Effect.Effect<void, string> = Effect.void) => {
  const events: Array<string> = []
  let count = 0
  const serve = (before: number | null) =>
    Effect.gen(function* () {
      events.push(`begin after ${before}`)
      yield* Effect.addFinalizer(() => Effect.sync(() => void events.push("end")))
      yield* begin
      return ++count
    })
  return { events, serve }
}

/** The events of what is served after these moves of a plug that is in. */
const moved = (...moves: ReadonlyArray<"pull" | "push">) =>
  Effect.gen(function* () {
    const { events, serve } = served()
    const plug = yield* Plug.make(serve)
    for (const move of moves) yield* plug[move]
    return { events, plug }
  })

describe("a plug", () => {
  it.effect("is in from the start, and serves until its scope closes", () =>
    Effect.gen(function* () {
      const { events, serve } = served()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const plug = yield* Plug.make(serve)
          assert.isTrue(yield* plug.isIn)
          assert.strictEqual(yield* plug.served, 1)
          assert.deepStrictEqual(events, ["begin after null"])
        })
      )
      assert.deepStrictEqual(events, ["begin after null", "end"])
    })
  )

  it.effect("that is pulled has ended what it served, and remembers where it was", () =>
    Effect.gen(function* () {
      const { events, plug } = yield* moved("pull")
      assert.deepStrictEqual(events, ["begin after null", "end"])
      assert.isFalse(yield* plug.isIn)
      assert.strictEqual(yield* plug.served, 1)
    })
  )

  it.effect("that is pushed serves again where it was before", () =>
    Effect.gen(function* () {
      const { events, plug } = yield* moved("pull", "push")
      assert.deepStrictEqual(events, ["begin after null", "end", "begin after 1"])
      assert.isTrue(yield* plug.isIn)
      assert.strictEqual(yield* plug.served, 2)
    })
  )

  it.effect("that is out stays out when pulled, and one that is in stays in when pushed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* moved("push")).events, ["begin after null"])
      assert.deepStrictEqual((yield* moved("pull", "pull")).events, ["begin after null", "end"])
    })
  )

  it.effect("that is out when its scope closes ends nothing twice", () =>
    Effect.gen(function* () {
      const { events, serve } = served()
      yield* Effect.scoped(Effect.flatMap(Plug.make(serve), ({ pull }) => pull))
      assert.deepStrictEqual(events, ["begin after null", "end"])
    })
  )

  it.effect("that cannot be served at first is none, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const { events, serve } = served(Effect.fail("taken"))
      assert.strictEqual(yield* Effect.flip(Effect.scoped(Plug.make(serve))), "taken")
      assert.deepStrictEqual(events, ["begin after null", "end"])
    })
  )

  it.effect("whose place was taken meanwhile says so, stays out, and can be pushed again", () =>
    Effect.gen(function* () {
      let isTaken = false
      const { events, serve } = served(Effect.suspend(() => (isTaken ? Effect.fail("taken") : Effect.void)))
      const plug = yield* Plug.make(serve)
      yield* plug.pull
      isTaken = true
      assert.strictEqual(yield* Effect.flip(plug.push), "taken")
      assert.isFalse(yield* plug.isIn)
      isTaken = false
      yield* plug.push
      assert.isTrue(yield* plug.isIn)
      assert.deepStrictEqual(events, ["begin after null", "end", "begin after 1", "end", "begin after 1"])
    })
  )

  it.effect("that is pulled while it is being pushed is pulled after it is in", () =>
    Effect.gen(function* () {
      const ready = yield* Deferred.make<void>()
      let isSlow = false
      const { events, serve } = served(Effect.suspend(() => (isSlow ? Deferred.await(ready) : Effect.void)))
      const plug = yield* Plug.make(serve)
      yield* plug.pull
      isSlow = true
      const pushing = yield* Effect.forkChild(plug.push)
      const pulling = yield* Effect.forkChild(plug.pull)
      yield* Effect.yieldNow
      assert.deepStrictEqual(events, ["begin after null", "end", "begin after 1"])
      yield* Deferred.succeed(ready, undefined)
      yield* Fiber.join(pushing)
      yield* Fiber.join(pulling)
      assert.deepStrictEqual(events, ["begin after null", "end", "begin after 1", "end"])
      assert.isFalse(yield* plug.isIn)
    })
  )

  it.effect("whose pusher gave up in the middle was served and called out: it is in, and can be pulled", () =>
    Effect.gen(function* () {
      const ready = yield* Deferred.make<void>()
      let isSlow = false
      const { events, serve } = served(Effect.suspend(() => (isSlow ? Deferred.await(ready) : Effect.void)))
      const plug = yield* Plug.make(serve)
      yield* plug.pull
      isSlow = true
      const pushing = yield* Effect.forkChild(plug.push)
      yield* Effect.yieldNow
      const givingUp = yield* Effect.forkChild(Fiber.interrupt(pushing))
      yield* Effect.yieldNow
      yield* Deferred.succeed(ready, undefined)
      yield* Fiber.join(givingUp)
      assert.isTrue(yield* plug.isIn)
      yield* plug.pull
      assert.deepStrictEqual(events, ["begin after null", "end", "begin after 1", "end"])
    })
  )
})
