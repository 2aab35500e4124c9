/**
 * Setting the input current limit, which travels with the switch.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Change, Outcome } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import { carriedOut, controlled, only, raw, refusal } from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const limit = (amperes: Change.LimitChange["amperes"]): Change.LimitChange => ({ _tag: "Limit", amperes })
const READ_BACK = Outcome.written("read-back")

describe("the input current limit", () => {
  it.effect("comes into force, and the switch travels along unchanged", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unit.simulated.control({ change: "panel-frame", position: "charger-only" })
      const { plan, outcomes } = yield* carriedOut(unit, [limit(12.5)])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.deepStrictEqual(Panels.moves(unit), [["charger-only", 125]])
      assert.deepStrictEqual(yield* Panels.panel(unit), ["charger-only", 125])
      assert.deepStrictEqual(
        [plan.writes[0]?.before, plan.writes[0]?.after],
        ["charger-only, 16 A", "charger-only, 12.5 A"]
      )
    })
  )

  it.effect("that is in force already is not sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [limit(16)])
      assert.deepStrictEqual(only(outcomes), { _tag: "Unchanged" })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("goes from the lowest to the highest that F 5 tells, both included", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const [amperes, word] of [
        [4.9, 49],
        [50, 500]
      ] as const) {
        const { outcomes } = yield* carriedOut(unit, [limit(amperes)])
        assert.deepStrictEqual(only(outcomes), READ_BACK)
        assert.deepStrictEqual(yield* Panels.panel(unit), ["on", word])
      }
    })
  )

  it.effect("is refused outside of it, with the range, and nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const amperes of [4.8, 50.1, -1, 0, Number.NaN, Number.POSITIVE_INFINITY, 3276.8, 6570]) {
        const reason = yield* refusal(unit.control.plan([limit(amperes)]))
        assert.containsSubset(reason, {
          _tag: "OutOfRange",
          allowed: "4.9 to 50 A, or none, or zero by that name"
        })
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("of a unit that allows less than 0.1 A: 0 still has to be asked for by its name", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({ minimumLimitRaw: raw(0) }) })
      for (const amperes of [0, -0, 0.04]) {
        assert.strictEqual((yield* refusal(unit.control.plan([limit(amperes)])))._tag, "OutOfRange")
      }
    })
  )

  it.effect("zero, by its name, warns, sends 0, and the unit shows its lowest", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [limit("zero")])
      assert.match(plan.writes[0]!.warnings.join(), /invert only/)
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.deepStrictEqual(Panels.moves(unit), [["on", 0]])
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 49])
    })
  )

  it.effect("none warns of fuse and cable, and gives the highest; asked for again, it is so already", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [limit("none")])
      assert.match(plan.writes[0]!.warnings.join(), /fuse and cable/)
      assert.match(plan.writes[0]!.notes.join(), /no limit gives 50 A/)
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.deepStrictEqual(Panels.moves(unit), [["on", 0x8000]])
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 500])
      const again = yield* carriedOut(unit, [limit("none")])
      assert.deepStrictEqual(only(again.outcomes), { _tag: "Unchanged" })
    })
  )

  it.effect("that a panel may not change is refused: the unit would ignore it", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({ limitChangeable: false }) })
      const reason = yield* refusal(unit.control.plan([limit(10)]))
      assert.containsSubset(reason, {
        _tag: "Forbidden",
        why: "the unit does not let a remote panel change it"
      })
      const plan = yield* played(unit.control.plan([{ _tag: "Switch", position: "off" }]))
      assert.strictEqual(plan.writes[0]?.after, "off, 16 A")
    })
  )

  it.effect("that the unit rounds by 0.1 A is read back all the same", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.tellingOnceMoved({ actualLimitRaw: raw(124) }) })
      const { outcomes } = yield* carriedOut(unit, [limit(12.5)])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
    })
  )

  it.effect("moved by 0.1 A and not taken over: not written, though it is as close as that", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({}) })
      const { outcomes } = yield* carriedOut(unit, [limit(16.1)])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { found: "on, 16 A" } })
    })
  )

  it.effect("its answer lost: one frame; itself lost: two", () =>
    Effect.gen(function* () {
      for (const [meddling, frames] of [
        [{ answer: "lost" }, 1],
        [{ instead: "lost" }, 2]
      ] as const) {
        const unit = yield* controlled({ meddle: Panels.inTurn(Panels.isPanel, meddling) })
        const { outcomes } = yield* carriedOut(unit, [limit(10)])
        assert.deepStrictEqual(only(outcomes), READ_BACK)
        assert.strictEqual(unit.writes(), frames)
        assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 100])
      }
    })
  )

  it.effect("is taken back together with the switch by undo", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [limit(10), { _tag: "Switch", position: "charger-only" }])
      const undo = yield* played(unit.control.undo())
      yield* played(unit.control.execute(undo), 60)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 160])
    })
  )
})
