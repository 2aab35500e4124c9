/**
 * What was written to RAM only cannot be read: it is remembered, as long as it can be trusted.
 */
import { assert, describe, it } from "@effect/vitest"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import {
  carriedOut,
  type Controlled,
  controlled,
  flag,
  isWrite,
  only,
  setting,
  surviving,
  tags
} from "./Controlled.ts"
import { FLOAT, WORD0, POWER_ASSIST } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

/** What is remembered about the unit of a plan. */
const remembered = (unit: Controlled) =>
  Effect.gen(function* () {
    const { unit: key } = yield* played(unit.control.plan([]))
    const { ramOnly } = yield* unit.store.get(key)
    return ramOnly.map(({ id, raw, uncertain }) => ({ id, raw: Number(raw), uncertain }))
  })

/** A unit, and the store of a program that has ended: it has put a flag into RAM. */
const leftBehind = Effect.gen(function* () {
  const simulated = yield* Driver.make()
  const store = yield* surviving
  const first = Effect.flatMap(controlled({ simulated, store }), (unit) =>
    carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
  )
  yield* Effect.scoped(first)
  return { simulated, store }
})

const seconds = (count: number) =>
  Effect.gen(function* () {
    for (let second = 0; second < count; second++) yield* TestClock.adjust("1 seconds")
  })

describe("a RAM-only value", () => {
  it.effect("is remembered, and the next plan says so", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      assert.deepStrictEqual(yield* remembered(unit), [{ id: FLOAT, raw: 5240, uncertain: false }])
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.3, "ram")]))
      assert.match(
        plan.notes.join(),
        /UBatFloat was written to RAM only at \d{4}-.*Z: that is taken to act now/
      )
      assert.strictEqual(plan.writes[0]?.before, "52.4 V")
    })
  )

  it.effect("that was never acknowledged is remembered as uncertain", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) ? { answer: "lost" } : undefined)
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      assert.deepStrictEqual(yield* remembered(unit), [{ id: FLOAT, raw: 5240, uncertain: true }])
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.3, "ram")]))
      assert.match(plan.notes.join(), /never acknowledged/)
    })
  )

  it.effect("that the unit refuses leaves the one before it, as certain as it was", () =>
    Effect.gen(function* () {
      let what: "lost" | "refused" = "lost"
      const unit = yield* controlled({
        meddle: (request) =>
          !isWrite(request) || request._tag !== "WinmonRequest"
            ? undefined
            : what === "lost"
              ? { answer: "lost" }
              : Meddled.replying(request.letter, { _tag: "NotUnderstood", data: [8] })
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      what = "refused"
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.3, "ram")])
      assert.strictEqual(only(outcomes)._tag, "NotWritten")
      assert.deepStrictEqual(yield* remembered(unit), [{ id: FLOAT, raw: 5240, uncertain: true }])
    })
  )

  it.effect("that is refused at the second try leaves the one before it, too", () =>
    Effect.gen(function* () {
      let tries = 0
      const unit = yield* controlled({
        meddle: (request) => {
          if (!isWrite(request) || request._tag !== "WinmonRequest") return undefined
          tries++
          if (tries === 1) return undefined
          return tries === 2
            ? { instead: "lost" }
            : Meddled.replying(request.letter, { _tag: "AccessLevelRequired", data: [1] })
        }
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.3, "ram")])
      assert.strictEqual(only(outcomes)._tag, "NotWritten")
      assert.deepStrictEqual(yield* remembered(unit), [{ id: FLOAT, raw: 5240, uncertain: false }])
    })
  )

  it.effect("is over once the setting is stored", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram"), setting(2, 53.5, "ram")])
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.deepStrictEqual(yield* remembered(unit), [{ id: 2, raw: 5350, uncertain: false }])
    })
  )

  it.effect("is uncertain once nobody knows whether the setting was stored", () =>
    Effect.gen(function* () {
      let wasStored = false
      const unit = yield* controlled({
        meddle: (request) => {
          if (!isWrite(request)) return wasStored ? { instead: "lost" } : undefined
          if (request._tag !== "WinmonRequest" || request.command._tag !== "WriteViaIdRequest")
            return undefined
          wasStored = request.command.flags === 1
          return wasStored ? { answer: "lost" } : undefined
        }
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      const { plan, outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.strictEqual(only(outcomes)._tag, "Unknown")
      const { ramOnly } = yield* unit.store.get(plan.unit)
      assert.containsSubset(ramOnly, [{ id: FLOAT, raw: 5240, uncertain: true }])
    })
  )

  it.effect("that may not have arrived: storing what is stored already still puts it in force", () =>
    Effect.gen(function* () {
      let isLost = false
      const unit = yield* controlled({ isLost: (request) => isLost && isWrite(request) })
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      isLost = true
      yield* carriedOut(unit, [setting(FLOAT, 52, "ram")])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5240 })
      isLost = false
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52)])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
    })
  )

  it.effect("survives the program", () =>
    Effect.gen(function* () {
      const { simulated, store } = yield* leftBehind
      const second = yield* controlled({ simulated, store })
      const before = yield* second.setting(WORD0)
      assert.notStrictEqual(before.active, before.stored)
      yield* carriedOut(second, [flag(8, true, "ram")])
      const after = yield* second.setting(WORD0)
      assert.strictEqual(after.active, before.active! | (1 << 8))
      assert.strictEqual(after.stored, before.stored)
    })
  )

  it.effect("is forgotten by a program that finds the adapter restarted, and the plan says so", () =>
    Effect.gen(function* () {
      const { simulated, store } = yield* leftBehind
      yield* simulated.control({ change: "restart-adapter" })
      yield* seconds(3)
      const second = yield* controlled({ simulated, store })
      const plan = yield* played(second.control.plan([flag(8, true, "ram")]))
      assert.match(plan.notes.join(), /the adapter has restarted/)
      assert.deepStrictEqual(yield* remembered(second), [])
    })
  )

  it.effect(
    "is forgotten when the adapter restarts under a program, however often the link is set right since",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
        yield* unit.simulated.control({ change: "restart-adapter" })
        yield* seconds(5)
        yield* unit.line.happen({ kind: "unplug", forMillis: 1000 })
        yield* seconds(10)
        const plan = yield* played(unit.control.plan([flag(8, true, "ram")]))
        assert.match(plan.notes.join(), /the adapter has restarted/)
        const { stored } = yield* unit.setting(WORD0)
        assert.containsSubset(plan.writes[0]?.action, { ramOnly: null, wanted: { raw: stored! | (1 << 8) } })
      })
  )

  it.effect("is forgotten when the unit itself was slower to come back than the adapter", () =>
    Effect.gen(function* () {
      let isBooting = false
      const unit = yield* controlled({
        meddle: (request) => (isBooting && request._tag === "WinmonRequest" ? { instead: "lost" } : undefined)
      })
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      isBooting = true
      yield* unit.simulated.control({ change: "restart-adapter" })
      yield* seconds(15)
      isBooting = false
      yield* seconds(15)
      const plan = yield* played(unit.control.plan([flag(8, true, "ram")]))
      assert.match(plan.notes.join(), /the adapter has restarted/)
    })
  )

  it.effect("lost in a restart between plan and execution: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      const plan = yield* played(unit.control.plan([flag(8, true, "ram")]))
      yield* unit.simulated.control({ change: "restart-adapter" })
      yield* seconds(5)
      unit.requests.length = 0
      const outcome = only(yield* played(unit.control.execute(plan)))
      assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("of another plan since: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([flag(8, true, "ram")]))
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      unit.requests.length = 0
      const outcome = only(yield* played(unit.control.execute(plan)))
      assert.match(
        outcome._tag === "NotWritten" ? outcome.cause.message : "",
        /written to RAM only has changed/
      )
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("is over when all devices have been restarted", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      const { outcomes } = yield* carriedOut(unit, [{ _tag: "Restart", what: "devices" }])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      yield* seconds(10)
      assert.deepStrictEqual(yield* remembered(unit), [])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
    })
  )
})
