/**
 * The quick clock does what Effect's test clock does, in the same order: a program and a conversation come out the same.
 */
import { assert, describe, it } from "@effect/vitest"
import { Device } from "@vebus/runtime"
import { simulated } from "@vebus/testing/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { played } from "./Played.ts"
import * as QuickClock from "./QuickClock.ts"

/** Fibers that sleep, fork, interrupt and wake each other, and when each did what. */
const sleepers = Effect.gen(function* () {
  const told: Array<string> = []
  const tell = (what: string) =>
    Effect.map(Clock.currentTimeMillis, (now) => void told.push(`${now} ${what}`))
  const running = yield* Effect.forEach([30, 10, 20, 10], (millis, place) =>
    Effect.gen(function* () {
      yield* Effect.sleep(millis)
      yield* tell(`${place} woke`)
      const child = yield* Effect.forkChild(Effect.andThen(Effect.sleep(5), tell(`child of ${place}`)))
      yield* Effect.yieldNow
      yield* tell(`${place} forked`)
      if (place === 2) yield* Fiber.interrupt(child)
      yield* Fiber.await(child)
      yield* tell(`${place} ended`)
    }).pipe(Effect.forkChild)
  )
  const late = yield* Effect.forkChild(
    Effect.onInterrupt(Effect.sleep("1 hour"), () => tell("was interrupted"))
  )
  yield* TestClock.adjust(25)
  yield* tell("25 are over")
  yield* Fiber.interrupt(late)
  yield* TestClock.adjust("1 second")
  yield* Fiber.awaitAll(running)
  yield* TestClock.setTime(5000)
  yield* tell("set")
  return told
})

/** What a device answers, with the times of the answers. */
const conversation = Effect.gen(function* () {
  const session = yield* played(simulated({ faults: { seed: 3, replies: { drop: 0.1, noise: 0.1 } } }), 60)
  const { values } = yield* played(Device.make(session).ram([0, 4, 5, 13, 14]), 60)
  const { settings } = yield* played(Device.make(session).settings([2, 3, 64]), 60)
  return { values, settings, counters: session.counters(), faults: yield* session.line.counts }
}).pipe(Effect.scoped)

describe("the quick clock and Effect's test clock", () => {
  it.effect("wake the same in the same order", () =>
    Effect.gen(function* () {
      const quick = yield* QuickClock.own(sleepers)
      assert.include(quick, "25 was interrupted")
      assert.deepStrictEqual(quick, yield* sleepers)
    })
  )
  it.effect("bring the same conversation with a device, to the millisecond", () =>
    Effect.gen(function* () {
      const quick = yield* QuickClock.own(conversation)
      assert.lengthOf(quick.values, 5)
      assert.deepStrictEqual(quick, yield* conversation)
    })
  )
})
