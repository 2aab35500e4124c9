/**
 * A set-point that can no longer be held: what is borne, what ends it, and what is left behind.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { played } from "../Played.ts"
import { OpenHolds } from "@vebus/runtime"
import { controlled, isWrite } from "./Controlled.ts"
import { holding, watts } from "./Holds.ts"
import * as Panels from "./Panels.ts"

describe("a line that loses writes", () => {
  it.effect("some acknowledgements: borne, and written again", () =>
    Effect.gen(function* () {
      let isLossy = false
      const { unit, hold, close } = yield* holding(
        500,
        {},
        { meddle: (request) => (isLossy && isWrite(request) ? { answer: "lost" } : undefined) }
      )
      yield* Panels.wait(3)
      isLossy = true
      yield* Panels.wait(11)
      isLossy = false
      yield* Panels.wait(5)
      const ended = yield* Effect.forkChild(Effect.flip(hold.ended))
      yield* Panels.wait(20)
      assert.isUndefined(ended.pollUnsafe())
      assert.isTrue(watts(unit).every((value) => value === 500))
      yield* close
    })
  )

  it.effect("all for more than 15 s: ends, since the unit must have given up obeying", () =>
    Effect.gen(function* () {
      let isLossy = false
      const { unit, hold, close } = yield* holding(
        500,
        {},
        { meddle: (request) => (isLossy && isWrite(request) ? { instead: "lost" } : undefined) }
      )
      isLossy = true
      yield* Panels.wait(14)
      const ended = yield* Effect.forkChild(Effect.flip(hold.ended))
      yield* Panels.wait(6)
      assert.containsSubset(yield* played(Fiber.join(ended)), { reason: { _tag: "NoReply" } })
      isLossy = false
      unit.requests.length = 0
      yield* Panels.wait(20)
      assert.deepStrictEqual(
        watts(unit).filter((value) => value !== 0),
        []
      )
      assert.containsSubset(yield* Effect.flip(hold.set(100)), { reason: { _tag: "NoReply" } })
      yield* close
      assert.deepStrictEqual(watts(unit), [0])
    })
  )

  it.effect("the very first ones: not held, and 0 is written", () =>
    Effect.gen(function* () {
      let left = 3
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) && left-- > 0 ? { answer: "lost" } : undefined)
      })
      const error = yield* Effect.flip(played(Effect.scoped(unit.control.holdEss(500))))
      assert.containsSubset(error, { reason: { _tag: "NoReply" } })
      assert.deepStrictEqual(watts(unit), [500, 500, 500, 0])
    })
  )

  it.effect(
    "and is unplugged: ends at once, 0 is written once it is back, and nothing is taken up again",
    () =>
      Effect.gen(function* () {
        const { unit, hold, close } = yield* holding(500)
        yield* Panels.wait(2)
        const ended = yield* Effect.forkChild(Effect.flip(hold.ended))
        unit.requests.length = 0
        yield* unit.line.happen({ kind: "unplug", forMillis: 1000 })
        yield* Panels.wait(0.1)
        assert.containsSubset(yield* played(Fiber.join(ended), 1), { _tag: "TransportError" })
        yield* Panels.wait(30)
        assert.deepStrictEqual(watts(unit), [0])
        yield* close
        assert.deepStrictEqual(watts(unit), [0])
        const told = (yield* unit.store.journal).flatMap((line) =>
          line.phase === "holding" ? [line.why] : []
        )
        assert.deepStrictEqual(told, ["begun", "ended"])
        assert.deepStrictEqual(OpenHolds.of(yield* unit.store.journal), [])
      })
  )

  it.effect("and is closed while the port is gone: waits for it, and writes 0 once it is back", () =>
    Effect.gen(function* () {
      const { unit, closing } = yield* holding(500)
      yield* unit.line.happen({ kind: "unplug", forMillis: 8000 })
      yield* Panels.wait(2)
      unit.requests.length = 0
      yield* played(closing, 60)
      assert.deepStrictEqual(watts(unit), [0])
      assert.deepStrictEqual(OpenHolds.of(yield* unit.store.journal), [])
    })
  )

  it.effect("unplugged for long: the unit has forgotten, and closing does not set it going again", () =>
    Effect.gen(function* () {
      const { unit, close } = yield* holding(500)
      yield* unit.line.happen({ kind: "unplug", forMillis: 70_000 })
      yield* Panels.wait(120)
      unit.requests.length = 0
      yield* close
      assert.deepStrictEqual(watts(unit), [])
    })
  )

  it.effect("asleep, or its adapter restarted: ends with that reason", () =>
    Effect.gen(function* () {
      for (const [change, reason] of [
        [{ change: "sleep" }, "Asleep"],
        [{ change: "restart-adapter" }, "Restarted"]
      ] as const) {
        const { unit, hold, closing } = yield* holding(500)
        const ended = yield* Effect.forkChild(Effect.flip(hold.ended))
        yield* unit.simulated.control(change)
        yield* Panels.wait(12)
        assert.containsSubset(yield* played(Fiber.join(ended), 1), { reason: { _tag: reason } })
        yield* played(closing, 70)
        assert.deepStrictEqual(
          watts(unit).filter((value) => value !== 0 && value !== 500),
          []
        )
      }
    })
  )

  it.effect("another master shows up: ends, and 0 is left behind", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* played(
        Effect.flatMap(unit.control.plan([{ _tag: "Limit", amperes: 12 }]), (plan) =>
          unit.control.execute(plan)
        )
      )
      const scope = yield* Scope.make()
      const hold = yield* played(Scope.provide(unit.control.holdEss(500), scope))
      yield* unit.simulated.control({ change: "panel", position: "on" })
      const error = yield* played(Effect.flip(hold.ended))
      assert.containsSubset(error, { reason: { _tag: "OtherMaster" } })
      yield* Panels.wait(1)
      assert.strictEqual(watts(unit).at(-1), 0)
      yield* Scope.close(scope, Exit.void)
    })
  )
})
