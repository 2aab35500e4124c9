/**
 * EEPROM wears out: each transmission is counted, what the budget of a day does not bear is refused as a whole.
 */
import { assert, describe, it } from "@effect/vitest"
import { StateStore } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import {
  carriedOut,
  type Controlled,
  controlled,
  flag,
  isWrite,
  refusal,
  setting,
  surviving,
  tags
} from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"

const counted = (unit: Controlled) =>
  Effect.gen(function* () {
    const plan = yield* played(unit.control.plan([]))
    return (yield* unit.store.get(plan.unit)).eeprom
  })

describe("the EEPROM budget", () => {
  it.effect("counts what is stored, and neither what is in RAM only nor what is so already", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [
        setting(FLOAT, 52.5),
        flag(5, true),
        setting(2, 53.5, "ram"),
        setting(4, 35),
        { _tag: "Ram", id: 130, wanted: { value: 1 } }
      ]).pipe(Effect.ignore)
      yield* carriedOut(unit, [setting(FLOAT, 52.5), flag(5, true), setting(2, 53.5, "ram"), setting(4, 34)])
      assert.containsSubset(yield* counted(unit), { total: 3, today: 3 })
    })
  )

  it.effect("counts each transmission, also those that were lost", () =>
    Effect.gen(function* () {
      let left = 2
      const unit = yield* controlled({ isLost: (request) => isWrite(request) && left-- > 0 })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.strictEqual(unit.writes(), 3)
      assert.containsSubset(yield* counted(unit), { total: 3, today: 3 })
    })
  )

  it.effect("is a metric too, by unit, in the registry of whoever writes", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.5), flag(5, true), setting(2, 53.5, "ram")])
      const series = (yield* Metric.snapshot).filter(({ id }) => id === "vebus_eeprom_writes_total")
      assert.deepStrictEqual(
        series.map(({ attributes, state }) => ({ attributes, state })),
        [{ attributes: { address: "0" }, state: { count: 2, incremental: true } }]
      )
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("counts before the frame is on the wire", () =>
    Effect.gen(function* () {
      const totals: Array<number> = []
      const store = yield* surviving
      const unit = yield* controlled({
        store,
        meddle: (request) =>
          isWrite(request)
            ? {
                first: Effect.map(store.get("serial:HQ0000TEST1"), ({ eeprom }) =>
                  totals.push(eeprom.total)
                ).pipe(Effect.orDie)
              }
            : undefined
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.deepStrictEqual(totals, [1])
    })
  )

  it.effect("refuses the whole plan before anything is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ policy: { eepromPerDay: 2 } })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      unit.requests.length = 0
      const plan = yield* played(
        unit.control.plan([setting(4, 30, "ram"), setting(FLOAT, 52.6), setting(2, 54)])
      )
      for (const refused of [unit.control.check(plan), unit.control.execute(plan)]) {
        const reason = yield* refusal(refused)
        assert.containsSubset(reason, { _tag: "BudgetSpent", wanted: 2, spent: 1, budget: 2 })
      }
      assert.strictEqual(unit.writes(), 0)
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.6)])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
    })
  )

  it.effect("is of a day, in UTC: a new day has a new one, and the total goes on", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-03-01T23:59:30Z"))
      const unit = yield* controlled({ policy: { eepromPerDay: 1 } })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.6)]))
      assert.strictEqual((yield* refusal(unit.control.execute(plan)))._tag, "BudgetSpent")
      for (let second = 0; second < 30; second++) yield* TestClock.adjust("1 seconds")
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.6)])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.deepStrictEqual(yield* counted(unit), { total: 2, day: "2026-03-02", today: 1 })
    })
  )

  it.effect("outlives the program, and is of one unit", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const policy = { eepromPerDay: 1 }
      const first = yield* controlled({ store, policy })
      yield* carriedOut(first, [setting(FLOAT, 52.5)])
      const second = yield* controlled({ simulated: first.simulated, store, policy })
      const plan = yield* played(second.control.plan([setting(FLOAT, 52.6)]))
      assert.strictEqual((yield* refusal(second.control.execute(plan)))._tag, "BudgetSpent")
      assert.strictEqual(yield* Effect.map(store.get("serial:HQ9999OTHER"), ({ eeprom }) => eeprom.total), 0)
    })
  )

  it.effect("needs a store that outlives the program; RAM does not", () =>
    Effect.gen(function* () {
      const store = yield* StateStore.StateStore
      const unit = yield* controlled({ store })
      const plan = yield* played(unit.control.plan([setting(4, 30, "ram"), setting(FLOAT, 52.5)]))
      const reason = yield* refusal(unit.control.execute(plan))
      assert.strictEqual(reason._tag, "Forbidden")
      assert.match(reason.message, /nothing would remember them/)
      assert.strictEqual(unit.writes(), 0)
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
    }).pipe(Effect.provide(StateStore.inMemory))
  )
})
