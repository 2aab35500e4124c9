/**
 * Writing RAM variables: by their scale, as a bit of a word, or raw.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import {
  carriedOut,
  type Controlled,
  controlled,
  isWrite,
  only,
  raw,
  refusal,
  tags,
  viaId
} from "./Controlled.ts"

/** A measured voltage, a bit, a word of an assistant without scale, one that the unit lacks. */
const BATTERY_VOLTAGE = 4
const IGNORE_AC_INPUT = 11
const RECORD = 130
const LACKING = 10

const ram = (id: number, wanted: Change.RamChange["wanted"]): Change.RamChange => ({
  _tag: "Ram",
  id,
  wanted
})

const words = (unit: Controlled) => Effect.map(unit.simulated.state, ({ system }) => system.devices[0]!.ram)

/** The words that went out, with the flags that spare the EEPROM. */
const sent = ({ requests }: Controlled) => viaId(requests)

describe("a RAM variable", () => {
  it.effect("takes a number by its scale, and spares the EEPROM", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [ram(BATTERY_VOLTAGE, { value: 51.23 })])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "acknowledged", needsRestart: false }])
      assert.deepStrictEqual(sent(unit), [{ flags: 2, id: BATTERY_VOLTAGE, raw: 5123 }])
      assert.strictEqual(plan.writes[0]?.after, "51.23 V")
      assert.deepStrictEqual((yield* unit.store.get(plan.unit)).eeprom.total, 0)
    })
  )

  it.effect("that is a boolean changes its own bit: the neighbours stay", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const before = (yield* words(unit))[IGNORE_AC_INPUT]!
      const { plan, outcomes } = yield* carriedOut(unit, [ram(IGNORE_AC_INPUT, { on: true })])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.deepStrictEqual(sent(unit), [{ flags: 2, id: IGNORE_AC_INPUT, raw: before | 0x10 }])
      assert.strictEqual((yield* words(unit))[IGNORE_AC_INPUT], before | 0x10)
      assert.containsSubset(plan.writes[0], { before: "off", after: "on" })
      yield* carriedOut(unit, [ram(IGNORE_AC_INPUT, { on: false })])
      assert.strictEqual((yield* words(unit))[IGNORE_AC_INPUT], before)
    })
  )

  it.effect("that is a boolean is not written when its neighbours moved since the plan was made", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([ram(IGNORE_AC_INPUT, { on: true })]))
      const moved = (yield* words(unit))[IGNORE_AC_INPUT]! ^ 0x0100
      yield* unit.simulated.control({ change: "hold", ram: { [IGNORE_AC_INPUT]: moved } })
      yield* TestClock.adjust("1 seconds")
      const outcome = only(yield* played(unit.control.execute(plan)))
      assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("without a scale takes a raw word", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [ram(RECORD, { raw: raw(0x1234) })])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.deepStrictEqual(sent(unit), [{ flags: 2, id: RECORD, raw: 0x1234 }])
    })
  )

  for (const [what, change, message] of [
    ["above what its word can hold", ram(BATTERY_VOLTAGE, { value: 700 }), /0 to 655\.35/],
    ["no number", ram(BATTERY_VOLTAGE, { value: Number.NaN }), /0 to 655\.35/],
    ["lacking in this unit", ram(LACKING, { value: 1 }), /does not have it/],
    ["a number for a boolean", ram(IGNORE_AC_INPUT, { value: 1 }), /it is a boolean\. Give on or off/],
    ["on or off for a number", ram(BATTERY_VOLTAGE, { on: true }), /no boolean/],
    ["a number for what has no scale", ram(RECORD, { value: 1 }), /Give a raw word/]
  ] as const) {
    it.effect(`is refused: ${what}`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        assert.match((yield* refusal(unit.control.plan([change]))).message, message)
        assert.strictEqual(unit.writes(), 0)
      })
    )
  }

  it.effect("whose acknowledgement is lost is sent again, twice at most", () =>
    Effect.gen(function* () {
      let left = 2
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) && left-- > 0 ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [ram(RECORD, { raw: raw(7) })])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.strictEqual(unit.writes(), 3)
    })
  )

  it.effect("that is never acknowledged: nobody knows", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ isLost: isWrite })
      const { outcomes } = yield* carriedOut(unit, [ram(RECORD, { raw: raw(7) })])
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 3)
    })
  )

  it.effect("and the plug is pulled as it goes out: nobody knows, and it is not sent again", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([ram(RECORD, { raw: raw(7) })]))
      yield* Effect.forkChild(
        Effect.andThen(Effect.sleep(20), unit.line.happen({ kind: "unplug", forMillis: 2000 }))
      )
      yield* TestClock.adjust("1 millis")
      const outcome = only(yield* played(unit.control.execute(plan)))
      assert.include(["Unknown", "NotWritten"], outcome._tag)
      assert.isAtMost(unit.writes(), 1)
      for (let second = 0; second < 10; second++) yield* TestClock.adjust("1 seconds")
      assert.isAtMost(unit.writes(), 1)
    })
  )
})
