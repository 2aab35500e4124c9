/** What is remembered about a unit, the journal as text, and the store that forgets with its program. */
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import fc from "fast-check"
import * as Journal from "../../src/control/Journal.ts"
import * as Memory from "../../src/control/Memory.ts"
import * as StateStore from "../../src/control/StateStore.ts"
import { done, sending } from "../files/Folder.ts"

const ramOnly = (id: number, word: number): Memory.RamOnly => ({
  id,
  raw: Words.Raw16.make(word),
  time: "2026-01-01T12:00:00.000Z",
  uncertain: false
})

describe("the memory of a unit", () => {
  it("counts for ever, and for each day anew", () => {
    const first = Memory.spend(Memory.spend(Memory.empty, "2026-01-01", 2), "2026-01-01", 3)
    assert.deepStrictEqual(first.eeprom, { total: 5, day: "2026-01-01", today: 5 })
    assert.strictEqual(Memory.writesOn(first, "2026-01-02"), 0)
    const second = Memory.spend(first, "2026-01-02", 1)
    assert.deepStrictEqual(second.eeprom, { total: 6, day: "2026-01-02", today: 1 })
  })

  it("holds the last word of each setting that was written to RAM only", () => {
    const memory = [ramOnly(2, 1440), ramOnly(3, 1380), ramOnly(2, 1420)].reduce(
      Memory.remember,
      Memory.empty
    )
    assert.deepStrictEqual(memory.ramOnly, [ramOnly(3, 1380), ramOnly(2, 1420)])
    assert.deepStrictEqual(Memory.forget(memory, 2).ramOnly, [ramOnly(3, 1380)])
    assert.deepStrictEqual(Memory.forget(memory).ramOnly, [])
    assert.deepStrictEqual(memory.eeprom, Memory.forget(memory).eeprom)
  })
})

describe("the journal as text", () => {
  it("reads back what was written, one line each, whatever the texts hold", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), fc.nat(400), (plans, cut) => {
        const lines = plans.map((plan, index) => (index % 2 === 0 ? sending(plan) : done(plan)))
        const text = lines.map((line) => `${Effect.runSync(Journal.encode(line))}\n`).join("")
        assert.deepStrictEqual(Journal.parse(text), Result.succeed(lines))
        const short = text.slice(0, Math.max(0, text.length - cut))
        const whole = short.split("\n").length - 1
        assert.deepStrictEqual(Journal.parse(short), Result.succeed(lines.slice(0, whole)))
      })
    )
  })

  it("that makes no sense says where and why", () => {
    const good = Effect.runSync(Journal.encode(done("p")))
    const bad = Result.getOrThrow(Result.flip(Journal.parse(`${good}\n${good}\nhello\n${good}\n`)))
    assert.deepStrictEqual(bad, { _tag: "BadJournal", line: 3, why: "Expected a valid JSON string" })
    const later = Journal.parse(`${good.replace("journal/1", "journal/2")}\n`)
    assert.containsSubset(Result.getOrThrow(Result.flip(later)), { line: 1 })
  })
})

describe("the state in memory", () => {
  it.effect("does not survive, and tells so", () =>
    Effect.gen(function* () {
      const store = yield* StateStore.StateStore
      assert.isFalse(store.survives)
      assert.deepStrictEqual(yield* store.get("a"), Memory.empty)
      const spent = yield* store.update("a", (memory) => Memory.spend(memory, "2026-01-01", 1))
      assert.deepStrictEqual(yield* store.get("a"), spent)
      assert.deepStrictEqual(yield* store.get("b"), Memory.empty)
      yield* store.append(sending("p"))
      yield* store.append(done("p"))
      assert.deepStrictEqual(yield* store.journal, [sending("p"), done("p")])
    }).pipe(Effect.provide(StateStore.inMemory))
  )
})
