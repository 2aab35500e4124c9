/** The simulation on Effect's clock: the test clock moves line, adapter and plant together. */
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver, type Truth } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { bytes } from "./support/Host.ts"

const version = bytes("02 FF 56 A9")
const FRESH = "07 FF 56 24 DB 11 00 42 52"

/** Reads from a port in the background, and tells what has come so far. */
const listen = Effect.fnUntraced(function* (duplex: Driver.Duplex) {
  const heard: Array<string> = []
  const reader = yield* Stream.runForEach(duplex.bytes, (chunk) =>
    Effect.sync(() => void heard.push(Hex.toHex(chunk)))
  ).pipe(Effect.forkChild)
  yield* Effect.yieldNow
  return { heard, reader }
})

describe("a driven simulation", () => {
  it.effect("answers when the time of the line has passed, not before", () =>
    Effect.gen(function* () {
      const duplex = yield* (yield* Driver.make()).open
      const { heard } = yield* listen(duplex)
      yield* duplex.write(version)
      yield* TestClock.adjust(66)
      assert.deepStrictEqual(heard, [])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(heard, [FRESH])
    })
  )

  it.effect("announces itself every second", () =>
    Effect.gen(function* () {
      const { heard } = yield* listen(yield* (yield* Driver.make()).open)
      yield* TestClock.adjust("10100 millis")
      assert.deepStrictEqual(
        heard,
        Array.from({ length: 10 }, () => FRESH)
      )
    })
  )

  it.effect("answers at once on an unpaced line", () =>
    Effect.gen(function* () {
      const duplex = yield* (yield* Driver.make({ line: "unpaced" })).open
      yield* duplex.write(version)
      const first = yield* Stream.runHead(duplex.bytes)
      assert.deepStrictEqual(first._tag === "Some" ? Hex.toHex(first.value) : "", FRESH)
    })
  )

  it.effect("is woken by a write while it sleeps until something later", () =>
    Effect.gen(function* () {
      const duplex = yield* (yield* Driver.make({ turnaroundMillis: 1 })).open
      const { heard } = yield* listen(duplex)
      yield* TestClock.adjust(10)
      yield* duplex.write(version)
      yield* TestClock.adjust(Math.ceil(13 * (10_000 / 2400) + 1))
      assert.deepStrictEqual(heard, [FRESH])
    })
  )

  it.effect("goes on without a host: what is sent then is lost, what the adapter knows is kept", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make({ line: "unpaced" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const duplex = yield* simulated.open
          yield* duplex.write(bytes("04 FF 41 01 00 BB"))
        })
      )
      yield* TestClock.adjust("5 seconds")
      const { heard } = yield* listen(yield* simulated.open)
      assert.deepStrictEqual(heard, [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(heard, ["07 FF 56 24 DB 11 00 00 94"])
    })
  )

  it.effect("is heard by all who have it open", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make()
      const one = yield* listen(yield* simulated.open)
      const other = yield* listen(yield* simulated.open)
      yield* TestClock.adjust("1100 millis")
      assert.deepStrictEqual([one.heard, other.heard], [[FRESH], [FRESH]])
    })
  )

  it.effect("ends the stream of a port that is closed, and of all when it ends itself", () =>
    Effect.gen(function* () {
      const whole = yield* Scope.make()
      const part = yield* Scope.make()
      const simulated = yield* Driver.make().pipe(Scope.provide(whole))
      const closed = yield* listen(yield* simulated.open.pipe(Scope.provide(part)))
      const open = yield* listen(yield* simulated.open)
      yield* Scope.close(part, Exit.void)
      yield* Fiber.join(closed.reader)
      yield* TestClock.adjust("1100 millis")
      assert.deepStrictEqual([closed.heard, open.heard], [[], [FRESH]])
      yield* Scope.close(whole, Exit.void)
      yield* Fiber.join(open.reader)
    })
  )

  it.effect("tells the truth of each answer before the answer is heard", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const onTruth = ({ request, ms }: Truth.Truth) => void order.push(`truth of ${request} at ${ms}`)
      const duplex = yield* (yield* Driver.make({ onTruth, turnaroundMillis: 0, line: "unpaced" })).open
      yield* Stream.runForEach(duplex.bytes, (chunk) =>
        Effect.sync(() => void order.push(Hex.toHex(chunk)))
      ).pipe(Effect.forkChild)
      yield* TestClock.adjust(300)
      yield* duplex.write(version)
      yield* TestClock.adjust(0)
      assert.deepStrictEqual(order, ["truth of 02 FF 56 A9 at 300", FRESH])
    })
  )

  it.effect("shows its state as it is now", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make()
      yield* TestClock.adjust("90 seconds")
      const { now, system } = yield* simulated.state
      assert.strictEqual(now, 90_000)
      assert.isAbove(system.plant.dueAt, 90_000)
    })
  )

  it.live("runs on the real clock", () =>
    Effect.gen(function* () {
      const duplex = yield* (yield* Driver.make()).open
      yield* duplex.write(version)
      const first = yield* Stream.runHead(duplex.bytes)
      assert.strictEqual(first._tag, "Some")
    })
  )
})
