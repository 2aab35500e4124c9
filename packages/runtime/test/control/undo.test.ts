/**
 * Taking back the last plan, from the journal.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import {
  carriedOut,
  type Controlled,
  controlled,
  flag,
  isWrite,
  only,
  raw,
  refusal,
  setting,
  tags
} from "./Controlled.ts"
import { FLOAT, WORD0, STORED, POWER_ASSIST, AES_OFF } from "./Ids.ts"

const IGNORE_AC_INPUT = 11

/** The same unit after a crash: the journal tells what was sent, and not what became of it. */
const crashed = ({ simulated, store }: Controlled) =>
  controlled({
    simulated,
    store: {
      ...store,
      journal: Effect.map(store.journal, (lines) => lines.filter(({ phase }) => phase === "sending"))
    }
  })

/** Takes the last plan back. */
const undone = (unit: Controlled) =>
  Effect.gen(function* () {
    const plan = yield* played(unit.control.undo())
    return { plan, outcomes: yield* played(unit.control.execute(plan), 60) }
  })

/** What one plan and its undoing leave behind is what was there before; undoing that brings the plan's work back. */
const thereAndBack = (
  unit: Controlled,
  id: number,
  asked: ReadonlyArray<Change.Change>,
  expected: { readonly stored: number; readonly active: number }
) =>
  Effect.gen(function* () {
    const before = yield* unit.setting(id)
    yield* carriedOut(unit, asked)
    assert.deepStrictEqual(yield* unit.setting(id), expected)
    yield* undone(unit)
    assert.deepStrictEqual(yield* unit.setting(id), before)
    yield* undone(unit)
    assert.deepStrictEqual(yield* unit.setting(id), expected)
  })

describe("undo", () => {
  it.effect("of a stored setting stores the old value; undoing that stores the new one", () =>
    Effect.gen(function* () {
      yield* thereAndBack(yield* controlled(), FLOAT, [setting(FLOAT, 52.5)], { stored: 5250, active: 5250 })
    })
  )

  it.effect("of a RAM-only setting puts what was stored in force", () =>
    Effect.gen(function* () {
      yield* thereAndBack(yield* controlled(), FLOAT, [setting(FLOAT, 52.5, "ram")], {
        stored: 5200,
        active: 5250
      })
    })
  )

  it.effect("of a RAM-only setting puts the RAM-only value before it in force", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.3, "ram")])
      yield* thereAndBack(unit, FLOAT, [setting(FLOAT, 52.5, "ram")], { stored: 5200, active: 5250 })
    })
  )

  it.effect("of what was stored over a RAM-only value brings both back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 52.3, "ram")])
      yield* thereAndBack(unit, FLOAT, [setting(FLOAT, 52.5)], { stored: 5250, active: 5250 })
    })
  )

  it.effect("of what was stored and put in force differently brings both back", () =>
    Effect.gen(function* () {
      yield* thereAndBack(yield* controlled(), FLOAT, [setting(FLOAT, 52.5), setting(FLOAT, 52.1, "ram")], {
        stored: 5250,
        active: 5210
      })
    })
  )

  it.effect("of flags takes back those that changed, and keeps what others changed since", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true), flag(6, true)])
      const { plan } = yield* undone(unit)
      assert.deepStrictEqual(plan.writes.length, 1)
      assert.containsSubset(plan.writes[0]?.action, { flags: [{ flag: POWER_ASSIST, on: false }] })
      assert.deepStrictEqual(yield* unit.setting(WORD0), { stored: STORED, active: STORED })
    })
  )

  for (const [what, first, asked] of [
    ["stored", [], [flag(POWER_ASSIST, true)]],
    ["in RAM only", [], [flag(POWER_ASSIST, true, "ram")]],
    ["in RAM only, over RAM only", [flag(AES_OFF, true, "ram")], [flag(POWER_ASSIST, true, "ram")]],
    ["stored, over RAM only", [flag(AES_OFF, true, "ram")], [flag(POWER_ASSIST, true)]],
    ["stored and in RAM only", [], [flag(POWER_ASSIST, true), flag(AES_OFF, true, "ram")]],
    [
      "stored and in RAM only, over RAM only",
      [flag(AES_OFF, true, "ram")],
      [flag(POWER_ASSIST, true), flag(AES_OFF, false, "ram")]
    ],
    ["of the wave check", [], [flag(3, true)]]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<Change.Change>, ReadonlyArray<Change.Change>]>) {
    it.effect(`of flags ${what} leaves the word as it was, stored and acting`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        if (first.length > 0) yield* carriedOut(unit, first)
        const before = yield* unit.setting(WORD0)
        yield* carriedOut(unit, asked)
        assert.notDeepEqual(yield* unit.setting(WORD0), before)
        yield* undone(unit)
        assert.deepStrictEqual(yield* unit.setting(WORD0), before)
      })
    )
  }

  it.effect("of flags and numbers in one plan takes all of it back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(POWER_ASSIST, true), setting(FLOAT, 52.5), setting(2, 54, "ram")])
      const { outcomes } = yield* undone(unit)
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written", "Written"])
      assert.deepStrictEqual(yield* unit.setting(WORD0), { stored: STORED, active: STORED })
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
      assert.deepStrictEqual(yield* unit.setting(2), { stored: 5300, active: 5300 })
    })
  )

  it.effect("of a boolean in RAM turns its bit, and no other", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const word = Effect.map(unit.simulated.state, ({ system }) => system.devices[0]!.ram[IGNORE_AC_INPUT]!)
      const before = yield* word
      yield* carriedOut(unit, [{ _tag: "Ram", id: IGNORE_AC_INPUT, wanted: { on: true } }])
      const other = yield* controlled({ simulated: unit.simulated })
      const moved = before ^ 0x0100
      yield* carriedOut(other, [{ _tag: "Ram", id: IGNORE_AC_INPUT, wanted: { raw: raw(moved | 0x10) } }])
      yield* undone(unit)
      assert.strictEqual(yield* word, moved)
      yield* undone(other)
      assert.strictEqual(yield* word, before | 0x10)
    })
  )

  it.effect("of a plan that came to nothing is of the one before it", () =>
    Effect.gen(function* () {
      let isLost = false
      const unit = yield* controlled({ isLost: (request) => isLost && isWrite(request) })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      isLost = true
      const { outcomes } = yield* carriedOut(unit, [setting(2, 54)])
      assert.strictEqual(only(outcomes)._tag, "NotWritten")
      isLost = false
      yield* undone(unit)
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5200)
    })
  )

  it.effect("takes back what came out of a plan that ended in the middle", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        isLost: (request) =>
          request._tag === "WinmonRequest" &&
          request.command._tag === "WriteViaIdRequest" &&
          request.command.id === 2
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.5), setting(2, 54)])
      const { plan } = yield* undone(unit)
      assert.deepStrictEqual(
        plan.writes.map(({ name }) => name),
        ["UBatFloat"]
      )
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5200)
    })
  )

  it.effect("of a plan that was executed twice is of what the first time did", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      const again = yield* played(unit.control.execute(plan))
      assert.strictEqual(only(again)._tag, "NotWritten")
      yield* undone(unit)
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5200)
    })
  )

  it.effect(
    "after a crash, without a line that tells what became of it: what may be there is taken back",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        yield* carriedOut(unit, [setting(FLOAT, 52.5)])
        const after = yield* crashed(unit)
        const { outcomes } = yield* undone(after)
        assert.deepStrictEqual(tags(outcomes), ["Written"])
        assert.strictEqual((yield* after.setting(FLOAT)).stored, 5200)
      })
  )

  it.effect("of what never arrived before a crash sends nothing", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ isLost: isWrite })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      const after = yield* crashed(unit)
      const { outcomes } = yield* undone(after)
      assert.deepStrictEqual(tags(outcomes), ["Unchanged"])
      assert.strictEqual(after.writes(), 0)
    })
  )

  it.effect("is refused where there is nothing to undo, and of what cannot be taken back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      assert.match((yield* refusal(unit.control.undo())).message, /nothing that was written to this unit/)
      yield* carriedOut(unit, [{ _tag: "Restart", what: "adapter" }])
      assert.match((yield* refusal(unit.control.undo())).message, /cannot be taken back/)
    })
  )
})
