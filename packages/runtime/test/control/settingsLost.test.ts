/**
 * Writes to settings over a line that loses frames: never written twice unless seen to be absent.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import { carriedOut, type Controlled, controlled, hasCommand, isWrite, only, setting } from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"

/** Whether a request is one of the first so many writes. */
const firstWrites = (count: number) => {
  let left = count
  return (request: Frames.Request): boolean => isWrite(request) && left-- > 0
}

describe("a stored setting", () => {
  it.effect("whose acknowledgement is lost is read back, and not sent again", () =>
    Effect.gen(function* () {
      const isFirst = firstWrites(1)
      const unit = yield* controlled({
        meddle: (request) => (isFirst(request) ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.strictEqual(unit.writes(), 1)
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5250 })
    })
  )

  for (const lost of [1, 2]) {
    it.effect(`whose request is lost ${lost} times is seen to be absent, and sent again`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled({ isLost: firstWrites(lost) })
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
        assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
        assert.strictEqual(unit.writes(), lost + 1)
        const kinds = unit.requests.flatMap((request) =>
          hasCommand(request, "WriteViaIdRequest")
            ? ["37"]
            : hasCommand(request, "ReadSettingRequest")
              ? ["31"]
              : []
        )
        assert.notMatch(kinds.join(" "), /37 37/)
        assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5250)
      })
    )
  }

  it.effect("of which nothing ever arrives is not written, and the unit holds the old value", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ isLost: isWrite })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 3)
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
    })
  )

  for (const isAcknowledged of [true, false]) {
    it.effect(
      `that is ${isAcknowledged ? "" : "not "}acknowledged and cannot be read back: nobody knows, and it is not sent again`,
      () =>
        Effect.gen(function* () {
          let wasWritten = false
          const unit = yield* controlled({
            meddle: (request) => {
              if (isWrite(request)) {
                wasWritten = true
                return isAcknowledged ? undefined : { answer: "lost" }
              }
              return wasWritten ? { instead: "lost" } : undefined
            }
          })
          const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
          assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
          assert.strictEqual(unit.writes(), 1)
        })
    )
  }
})

describe("a RAM-only setting", () => {
  it.effect("whose acknowledgement is lost is sent again, and acts", () =>
    Effect.gen(function* () {
      const isFirst = firstWrites(2)
      const unit = yield* controlled({
        meddle: (request) => (isFirst(request) ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "acknowledged", needsRestart: false }])
      assert.strictEqual(unit.writes(), 3)
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5250 })
    })
  )

  it.effect("that is never acknowledged is sent three times at most, and nobody knows", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (isWrite(request) ? { answer: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 3)
    })
  )
})

/** Pulls the plug at so many milliseconds after a plan begins to be executed, for two seconds. */
const unpluggedAt = (unit: Controlled, to: "ram" | "eeprom", millis: number) =>
  Effect.gen(function* () {
    const plan = yield* played(unit.control.plan([setting(FLOAT, 52.5, to)]))
    yield* Effect.forkChild(
      Effect.andThen(Effect.sleep(millis), unit.line.happen({ kind: "unplug", forMillis: 2000 }))
    )
    yield* TestClock.adjust("1 millis")
    const executing = yield* Effect.forkChild(unit.control.execute(plan))
    // In small steps until the plug is out: on a busy machine the clock is ahead of the line by a step, and must not leap over
    // the moment in which the write is on its way.
    yield* Effect.repeat(TestClock.adjust("10 millis"), { times: 99 })
    return only(yield* played(Fiber.join(executing), 60))
  })

describe("unplugged in the middle", () => {
  for (const to of ["eeprom", "ram"] as const) {
    it.effect(`the outcome says what the unit holds, or that nobody knows, at any moment (${to})`, () =>
      Effect.gen(function* () {
        const seen = new Set<string>()
        for (let millis = 0; millis <= 900; millis += 50) {
          const unit = yield* controlled()
          const outcome = yield* unpluggedAt(unit, to, millis)
          const { stored, active } = yield* unit.setting(FLOAT)
          seen.add(outcome._tag)
          const now = to === "eeprom" ? stored : active
          assert.include([5200, 5250], now)
          if (outcome._tag === "Written") assert.strictEqual(now, 5250, `${millis} ms`)
          if (outcome._tag === "NotWritten") assert.strictEqual(now, 5200, `${millis} ms`)
          assert.include(["Written", "NotWritten", "Unknown"], outcome._tag)
          assert.isAtMost(unit.writes(), 1)
        }
        assert.sameMembers([...seen], ["NotWritten", "Unknown", "Written"])
      })
    )
  }

  it.effect("a plan can be executed once the plug is back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unpluggedAt(unit, "eeprom", 300)
      for (let second = 0; second < 10; second++) yield* TestClock.adjust("1 seconds")
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.6)])
      assert.strictEqual(only(outcomes)._tag, "Written")
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5260)
    })
  )
})
