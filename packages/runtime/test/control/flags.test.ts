/**
 * Writing flags: each word is read, changed in the bits that were asked for, and written; stored and RAM only.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import {
  carriedOut,
  type Controlled,
  controlled,
  flag,
  isWrite,
  only,
  refusal,
  setting,
  tags
} from "./Controlled.ts"
import { WORD0, STORED, WAVE_CHECK, POWER_ASSIST, CHARGER_OFF, AES_OFF } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

const word0 = (unit: Controlled) => unit.setting(WORD0)

describe("a flag", () => {
  it.effect("is stored: its bit changes, and no other", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED, active: STORED })
      const { plan, outcomes } = yield* carriedOut(unit, [flag(POWER_ASSIST, true)])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED | 0x20, active: STORED | 0x20 })
      assert.strictEqual(unit.writes(), 1)
      const { name, before, after } = plan.writes[0]!
      assert.deepStrictEqual({ name, before, after }, { name: "AssistEnabled", before: "off", after: "on" })
    })
  )

  it.effect("that is stored like this already is not sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [flag(CHARGER_OFF, true)])
      assert.deepStrictEqual(outcomes, [{ _tag: "Unchanged" }])
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("in RAM only acts, and starts from what acts", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      yield* carriedOut(unit, [flag(AES_OFF, true, "ram")])
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED, active: STORED | 0x120 })
    })
  )

  it.effect("in RAM only is sent even when it looks equal", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(CHARGER_OFF, true, "ram")])
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("is stored while others are in RAM only: those stay in force, and are not stored", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      unit.requests.length = 0
      const { plan, outcomes } = yield* carriedOut(unit, [flag(AES_OFF, true)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.strictEqual(unit.writes(), 2)
      assert.match(plan.writes[1]!.notes.join(), /keeps in force/)
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED | 0x100, active: STORED | 0x120 })
    })
  )

  it.effect("is tried in RAM, then stored: one write, and nothing is left in RAM only", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      unit.requests.length = 0
      const { plan, outcomes } = yield* carriedOut(unit, [flag(POWER_ASSIST, true)])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.strictEqual(unit.writes(), 1)
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED | 0x20, active: STORED | 0x20 })
      assert.deepStrictEqual((yield* unit.store.get(plan.unit)).ramOnly, [])
    })
  )

  it.effect("is stored, and another one of the same word put into RAM only: two writes", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [flag(AES_OFF, true, "ram"), flag(POWER_ASSIST, true)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED | 0x20, active: STORED | 0x120 })
    })
  )

  it.effect("with others of the same word and of another one: one write for each word", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const before = yield* unit.setting(60)
      const { plan, outcomes } = yield* carriedOut(unit, [
        flag(POWER_ASSIST, true),
        flag(33, true),
        flag(CHARGER_OFF, false)
      ])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.deepStrictEqual(
        plan.writes.map(({ action }) => action._tag === "Setting" && action.id),
        [0, 60]
      )
      const { before: was, after } = plan.writes[0]!
      assert.deepStrictEqual([was, after], ["off, on", "on, off"])
      assert.strictEqual((yield* word0(unit)).stored, (STORED | 0x20) & ~0x40)
      assert.strictEqual((yield* unit.setting(60)).stored, before.stored! | 2)
    })
  )

  it.effect("of the wave check changes its inverse with it, and back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan } = yield* carriedOut(unit, [flag(WAVE_CHECK, true)])
      assert.match(plan.writes[0]!.notes.join(), /flag 7 is the inverse of flag 3/)
      assert.strictEqual((yield* word0(unit)).stored, (STORED | 0x08) & ~0x80)
      yield* carriedOut(unit, [flag(WAVE_CHECK, false)])
      assert.strictEqual((yield* word0(unit)).stored, STORED)
    })
  )

  for (const [what, number, message] of [
    ["the layout of the system", 0, /layout of the system/],
    ["the inverse of the wave check", 7, /follows flag 3/],
    ["not promoted", 9, /asks not to change it/],
    ["not supported by the unit", 40, /does not support it/]
  ] as const) {
    it.effect(`is refused: ${what}`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        for (const to of ["ram", "eeprom"] as const) {
          const reason = yield* refusal(unit.control.plan([flag(POWER_ASSIST, true), flag(number, true, to)]))
          assert.strictEqual(reason._tag, "Forbidden")
          assert.match(reason.message, message)
        }
        assert.strictEqual(unit.writes(), 0)
      })
    )
  }

  it.effect("asked for in two ways is refused, over both destinations too", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const reason = yield* refusal(
        unit.control.plan([flag(POWER_ASSIST, true), flag(POWER_ASSIST, false, "ram")])
      )
      assert.match(reason.message, /twice/)
    })
  )

  it.effect("whose acknowledgement is lost is read back, and not sent again", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [flag(POWER_ASSIST, true)])
      assert.containsSubset(only(outcomes), { _tag: "Written", proof: "read-back" })
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("in RAM only that is never acknowledged is sent three times at most, always the same word", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
      assert.strictEqual(only(outcomes)._tag, "Unknown")
      assert.strictEqual(unit.writes(), 3)
      assert.deepStrictEqual(yield* word0(unit), { stored: STORED, active: STORED | 0x20 })
    })
  )

  it.effect(
    "that cannot be brought back into force after storing: what acts is on record as what is stored",
    () =>
      Effect.gen(function* () {
        let isRefusing = false
        const unit = yield* controlled({
          meddle: (request) =>
            isRefusing &&
            request._tag === "WinmonRequest" &&
            request.command._tag === "WriteViaIdRequest" &&
            request.command.flags === 3
              ? Meddled.replying(request.letter, { _tag: "NotUnderstood", data: [8] })
              : undefined
        })
        yield* carriedOut(unit, [flag(POWER_ASSIST, true, "ram")])
        isRefusing = true
        const { plan, outcomes } = yield* carriedOut(unit, [flag(AES_OFF, true)])
        assert.deepStrictEqual(tags(outcomes), ["Written", "NotWritten"])
        assert.deepStrictEqual(yield* word0(unit), { stored: STORED | 0x100, active: STORED | 0x100 })
        assert.deepStrictEqual((yield* unit.store.get(plan.unit)).ramOnly, [])
      })
  )

  it.effect("is written beside numbers in one plan", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [flag(POWER_ASSIST, true), setting(3, 52.5)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.strictEqual((yield* played(unit.control.plan([setting(3, 52.5)]))).writes[0]?.unchanged, true)
    })
  )
})
