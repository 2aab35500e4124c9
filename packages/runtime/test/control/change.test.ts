/**
 * Changes by the names of what they change.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, RamVariable, Setting } from "@vebus/codec"
import { Change, Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import { carriedOut, controlled, raw, tags } from "./Controlled.ts"

describe("a change by name", () => {
  it("has the id of its setting, whatever the case, or without a name the id itself", () => {
    const expected = { _tag: "Setting", id: 3, wanted: { value: 13.5 }, to: "ram" } as const
    for (const nameOrId of ["UBatFloat", "ubatfloat", "U_BAT_FLOAT", " 3 ", 3]) {
      const change = Change.setting(nameOrId, { value: 13.5 }, "ram")
      assert.deepStrictEqual(Result.getOrThrow(change), expected)
    }
  })

  it("reaches every setting, flag and RAM variable of the tables", () => {
    const wanted = { raw: raw(1) }
    for (const { id, name } of Setting.all) {
      assert.strictEqual(Result.getOrThrow(Change.setting(name, wanted, "eeprom")).id, id)
    }
    for (const { flag, name } of Flag.all) {
      assert.strictEqual(Result.getOrThrow(Change.flag(name, true, "ram")).flag, flag)
    }
    for (const { id, name } of RamVariable.all) {
      assert.strictEqual(Result.getOrThrow(Change.ram(name, wanted)).id, id)
    }
  })

  it("that nothing has fails with the names that may have been meant", () => {
    const failures = [
      Result.getOrThrow(Result.flip(Change.setting("UBatFlot", { value: 13.5 }, "ram"))),
      Result.getOrThrow(Result.flip(Change.flag("DisableCharg", true, "ram"))),
      Result.getOrThrow(Result.flip(Change.ram("UBatt", { value: 1 })))
    ]
    for (const failure of failures) assert.instanceOf(failure, Device.UnknownName)
    assert.deepStrictEqual(
      failures.map(({ kind, nearest }) => [kind, nearest[0]]),
      [
        ["setting", "UBatFloat"],
        ["flag", "DisableCharge"],
        ["ram-variable", "UBat"]
      ]
    )
  })

  it("that is no number of a flag, or no id, fails too", () => {
    assert.isTrue(Result.isFailure(Change.flag(64, true, "ram")))
    assert.isTrue(Result.isFailure(Change.setting(256, { value: 1 }, "ram")))
    assert.isTrue(Result.isFailure(Change.ram(-1, { value: 1 })))
  })

  it.effect("is planned and executed as one by id", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const asked = yield* Effect.fromResult(
        Result.all([
          Change.setting("UBatFloat", { value: 52.5 }, "ram"),
          Change.flag("WeakACInput", true, "ram")
        ])
      )
      const { outcomes } = yield* carriedOut(unit, asked)
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.deepStrictEqual(yield* unit.setting(3), { stored: 5200, active: 5250 })
      const back = yield* played(unit.control.undo())
      assert.strictEqual(back.writes.length, 2)
    })
  )
})
