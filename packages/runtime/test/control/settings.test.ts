/**
 * Writing settings: stored and RAM only, on a simulated unit.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import {
  carriedOut,
  causeOf,
  controlled,
  elsewhere,
  hasCommand,
  isWrite,
  ofProfile,
  only,
  raw,
  refusal,
  setting,
  tags,
  viaId
} from "./Controlled.ts"
import { ABSORPTION, FLOAT } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

/** Acts after a restart, which the short form of its info does not say. */
const CAPACITY = 64

describe("a setting", () => {
  it.effect("is stored, acts, and is read back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5250 })
      assert.deepStrictEqual(viaId(unit.requests), [{ flags: 1, id: FLOAT, raw: 5250 }])
      assert.containsSubset(plan.writes[0], {
        name: "UBatFloat",
        before: "52 V",
        after: "52.5 V",
        unchanged: false,
        frame: "07 FF 58 37 01 03 82 14 D1"
      })
    })
  )

  it.effect("in RAM only acts, and what is stored stays", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const before = yield* unit.setting(FLOAT)
      const { outcomes } = yield* carriedOut(unit, [
        { _tag: "Setting", id: FLOAT, to: "ram", wanted: { raw: raw(5240) } }
      ])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "acknowledged", needsRestart: false }])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: before.stored, active: 5240 })
      assert.deepStrictEqual(viaId(unit.requests), [{ flags: 3, id: FLOAT, raw: 5240 }])
    })
  )

  it.effect("whose condition is not used says so, and is set like that on whatever scale it has", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      // In seconds and in minutes: the word just below zero is 0 for both.
      for (const [id, value] of [
        [23, 2],
        [37, 4]
      ] as const) {
        yield* carriedOut(unit, [{ _tag: "Setting", id, to: "eeprom", wanted: { value } }])
        const { plan, outcomes } = yield* carriedOut(unit, [
          { _tag: "Setting", id, to: "eeprom", wanted: { unused: true } }
        ])
        assert.deepStrictEqual(tags(outcomes), ["Written"])
        assert.deepStrictEqual([plan.writes[0]!.before, plan.writes[0]!.after], [`${value} min`, "unused"])
        assert.deepStrictEqual(yield* unit.setting(id), { stored: 0, active: 0 })
      }
      // Its unit allows no value below zero.
      const asked = [{ _tag: "Setting", id: 67, to: "ram", wanted: { unused: true } }] as const
      const refused = yield* refusal(unit.control.plan(asked))
      assert.strictEqual(refused._tag, "OutOfRange")
    })
  )

  it.effect("is written in long mode too, and its info is asked for in either shape", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ device: { winmonMode: "long" } })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5250)
    })
  )

  it.effect("that is stored like this already is not sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52)])
      assert.isTrue(plan.writes[0]?.unchanged)
      assert.deepStrictEqual(outcomes, [{ _tag: "Unchanged" }])
      assert.strictEqual(unit.writes(), 0)
      assert.deepStrictEqual(yield* unit.store.journal, [])
    })
  )

  it.effect(
    "that is stored like this already, while another value acts, is put in force by one RAM-only write",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
        unit.requests.length = 0
        const { plan, outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52)])
        assert.deepStrictEqual(viaId(unit.requests), [{ flags: 3, id: FLOAT, raw: 5200 }])
        assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "acknowledged", needsRestart: false }])
        assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
        assert.match(plan.writes[0]!.notes.join(), /puts the stored one in force/)
      })
  )

  it.effect("in RAM only is sent even when it looks equal", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52, "ram")])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("that acts after a restart says so: in the plan, and in the outcome in either mode", () =>
    Effect.gen(function* () {
      for (const winmonMode of ["short", "long"] as const) {
        const unit = yield* controlled({ device: { winmonMode } })
        const { plan, outcomes } = yield* carriedOut(unit, [setting(CAPACITY, 200)])
        assert.match(plan.writes[0]!.notes.join(), /acts after a restart/)
        assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: true }])
        assert.deepStrictEqual(yield* unit.setting(CAPACITY), { stored: 200, active: 0 })
      }
    })
  )

  it.effect("that acts after a restart, in RAM only: the plan says that it will never act", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([setting(CAPACITY, 200, "ram")]))
      assert.match(plan.writes[0]!.notes.join(), /store it instead/)
    })
  )

  it.effect(
    "is stored, and another value put in force for now: stored first, whatever the order of asking",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.2, "ram"), setting(FLOAT, 52.5)])
        assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
        assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5220 })
        assert.deepStrictEqual(
          viaId(unit.requests).map(({ flags }) => flags),
          [1, 3]
        )
      })
  )
})

describe("somebody else", () => {
  it.effect("stores another value between plan and execution: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.5)]))
      yield* elsewhere(unit.simulated, FLOAT, 5230)
      const outcome = only(yield* played(unit.control.execute(plan)))
      assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5230, active: 5230 })
    })
  )

  it.effect("plugs in another unit between plan and execution: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.5)]))
      const outcome = only(yield* played(unit.control.execute({ ...plan, unit: "serial:HQ9999OTHER" })))
      assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect(
    "stores a value while ours is on its way: what is there then is told, and nothing is repeated",
    () =>
      Effect.gen(function* () {
        let wasWritten = false
        const unit = yield* controlled({
          meddle: (request) => {
            if (!isWrite(request) || request._tag !== "WinmonRequest" || wasWritten) return undefined
            wasWritten = true
            const { command } = request
            if (command._tag !== "WriteViaIdRequest") return undefined
            return { instead: { ...request, command: { ...command, valueRaw: raw(5260) } } }
          }
        })
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
        assert.containsSubset(only(outcomes), {
          _tag: "NotVerified",
          cause: { _tag: "NotVerified", before: "52 V", wanted: "52.5 V", found: "raw 5260" }
        })
        assert.strictEqual(unit.writes(), 1)
      })
  )

  it.effect("acknowledges, and nothing changes: it was not written, and is not repeated", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) =>
          isWrite(request) && request._tag === "WinmonRequest"
            ? Meddled.replying(request.letter, { _tag: "SettingWritten", data: [0, 0] })
            : undefined
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "NotVerified" } })
      assert.match(causeOf(outcomes), /there is nothing to undo$/)
      assert.strictEqual(unit.writes(), 1)
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5200)
    })
  )
})

describe("several writes", () => {
  it.effect("come out one after the other, one a second", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const unit = yield* controlled({
        meddle: (request) =>
          isWrite(request)
            ? {
                first: Effect.clockWith((clock) =>
                  Effect.sync(() => times.push(clock.currentTimeMillisUnsafe()))
                )
              }
            : undefined
      })
      const { outcomes } = yield* carriedOut(unit, [
        setting(FLOAT, 52.5),
        setting(ABSORPTION, 53.5),
        setting(4, 30, "ram")
      ])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written", "Written"])
      const gaps = times.slice(1).map((time, n) => time - times[n]!)
      for (const gap of gaps) assert.isAtLeast(gap, 1000)
      assert.strictEqual(gaps.length, 2)
    })
  )

  it.effect("end with the first that does not come out: those behind it are not begun", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const unit = yield* controlled({
        isLost: (request) =>
          isWrite(request) &&
          request._tag === "WinmonRequest" &&
          request.command._tag === "WriteViaIdRequest" &&
          request.command.id === ABSORPTION
      })
      const plan = yield* played(
        unit.control.plan([setting(FLOAT, 52.5), setting(ABSORPTION, 53.5), setting(4, 30)])
      )
      const outcomes = yield* played(
        unit.control.execute(plan, {
          onOutcome: ({ name }, { _tag }) => Effect.sync(() => told.push(`${name}: ${_tag}`))
        }),
        60
      )
      assert.deepStrictEqual(tags(outcomes), ["Written", "NotWritten", "NotReached"])
      assert.deepStrictEqual(told, [
        "UBatFloat: Written",
        "UBatAbsorption: NotWritten",
        "IBatBulk: NotReached"
      ])
      assert.strictEqual((yield* unit.setting(4)).stored, 35)
      const journal = yield* unit.store.journal
      assert.strictEqual(journal.filter(({ phase }) => phase === "sending").length, 2)
    })
  )

  it.effect("in a unit of its own reach that unit and no other", () =>
    Effect.gen(function* () {
      const unit = yield* ofProfile("parallel-48-5000")
      const before = yield* unit.setting(FLOAT)
      const plan = yield* played(unit.control.plan([setting(FLOAT, 53)], { address: 3 }))
      assert.strictEqual(plan.address, 3)
      assert.deepStrictEqual(tags(yield* played(unit.control.execute(plan))), ["Written"])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), before)
      assert.deepStrictEqual(yield* unit.setting(FLOAT, 1), { stored: 5300, active: 5300 })
      const other = yield* played(unit.control.plan([setting(FLOAT, 53)]))
      assert.notStrictEqual(other.unit, plan.unit)
      assert.isTrue(unit.requests.some((request) => hasCommand(request, "WriteViaIdRequest")))
    })
  )
})
