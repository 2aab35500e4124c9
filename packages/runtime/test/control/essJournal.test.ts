/**
 * What the journal tells of a hold, and what happens when it cannot be written.
 */
import { assert, describe, it } from "@effect/vitest"
import { OpenHolds, StateStore } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import { played } from "../Played.ts"
import { controlled, surviving } from "./Controlled.ts"
import { holding, watts } from "./Holds.ts"
import * as Panels from "./Panels.ts"

const full = Effect.fail(
  new StateStore.StateError({ path: "journal.jsonl", doing: "write", cause: "the disk is full" })
)

describe("the journal of a hold", () => {
  it.effect("tells each set-point once, who holds it, and what became of it; no refresh", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(500)
      yield* Panels.wait(20)
      yield* hold.set(500)
      yield* hold.set(-100)
      yield* Panels.wait(20)
      yield* close
      const journal = yield* unit.store.journal
      assert.deepStrictEqual(
        journal.map((line) => (line.phase === "holding" ? [line.write, line.why, line.watts] : line.phase)),
        [[0, "begun", 500], "done", [1, "set", -100], "done", [2, "ended", 0], "done"]
      )
      assert.containsSubset(journal[0], { by: "test", id: 131, frame: "07 FF 58 37 02 83 0C FE DC" })
      assert.containsSubset(journal[1], { outcome: { _tag: "Written", proof: "acknowledged" } })
    })
  )

  it.effect("tells that a set-point became stale, and that a hold ended by itself", () =>
    Effect.gen(function* () {
      const { unit, close } = yield* holding(500, { staleAfter: 3000 })
      yield* Panels.wait(5)
      yield* unit.line.happen({ kind: "unplug", forMillis: 5000 })
      yield* Panels.wait(1)
      const journal = yield* unit.store.journal
      assert.deepStrictEqual(
        journal
          .slice(0, 5)
          .map((line) => (line.phase === "done" ? line.outcome._tag : line.phase === "holding" && line.why)),
        ["begun", "Written", "stale", "Written", "Unknown"]
      )
      yield* close
    })
  )

  it.effect("does not stand in the way of undoing what was written before", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const change = { _tag: "Limit", amperes: 12 } as const
      yield* played(Effect.flatMap(unit.control.plan([change]), (plan) => unit.control.execute(plan)))
      yield* played(Effect.scoped(unit.control.holdEss(100)))
      const undo = yield* played(unit.control.undo())
      assert.strictEqual(undo.writes[0]?.after, "on, 16 A")
    })
  )

  it.effect("cannot be written: nothing is held", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const unit = yield* controlled({ store: { ...store, append: () => full } })
      const error = yield* Effect.flip(played(Effect.scoped(unit.control.holdEss(500))))
      assert.strictEqual(error._tag, "StateError")
      assert.deepStrictEqual(watts(unit), [])
    })
  )

  it.effect("knows the end of a hold that was stopped while its first line was written", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const works = yield* Latch.make(false)
      const append: StateStore.StateStore["Service"]["append"] = (line) =>
        Effect.andThen(store.append(line), works.await)
      const unit = yield* controlled({ store: { ...store, append } })
      const holding = yield* Effect.forkChild(Effect.scoped(unit.control.holdEss(500)))
      while ((yield* store.journal).length === 0) yield* Panels.wait(0.1)
      const stopped = yield* Effect.forkChild(Fiber.interrupt(holding))
      yield* Panels.wait(1)
      yield* works.open
      yield* played(Fiber.join(stopped))
      const journal = yield* store.journal
      assert.deepStrictEqual(
        journal.flatMap((line) => (line.phase === "holding" ? [line.why] : [])),
        ["begun", "ended"]
      )
      assert.deepStrictEqual(OpenHolds.of(journal), [])
      assert.notInclude(watts(unit), 500)
    })
  )

  it.effect("cannot be written any more: the next set-point is not sent, and none is left standing", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      let isFull = false
      const append: StateStore.StateStore["Service"]["append"] = (line) =>
        Effect.suspend(() => (isFull ? full : store.append(line)))
      const { unit, hold, close } = yield* holding(500, {}, { store: { ...store, append } })
      isFull = true
      yield* Panels.wait(12)
      assert.strictEqual(hold.acknowledged(), 500)
      yield* hold.set(900)
      const error = yield* played(Effect.flip(hold.ended))
      assert.strictEqual(error._tag, "StateError")
      yield* Panels.wait(1)
      assert.notInclude(watts(unit), 900)
      assert.strictEqual(watts(unit).at(-1), 0)
      yield* close
      assert.strictEqual(watts(unit).filter((value) => value === 0).length, 1)
    })
  )

  it.effect("hangs when the hold is closed: the 0 goes out at once, and is noted once it can be", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const works = yield* Latch.make(true)
      const append: StateStore.StateStore["Service"]["append"] = (line) =>
        Effect.andThen(works.await, store.append(line))
      const { unit, closing } = yield* holding(500, {}, { store: { ...store, append } })
      yield* works.close
      const closed = yield* Effect.forkChild(closing)
      yield* Panels.wait(1)
      assert.deepStrictEqual(watts(unit), [500, 0])
      yield* works.open
      yield* played(Fiber.join(closed), 1)
      assert.deepStrictEqual(OpenHolds.of(yield* store.journal), [])
    })
  )
})
