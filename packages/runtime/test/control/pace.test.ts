/**
 * How fast writes follow each other on the wire.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import { carriedOut, controlled, isWrite, setting, tags } from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const now = TestClock.testClockWith((clock) => Effect.succeed(() => clock.currentTimeMillisUnsafe()))

/** Milliseconds between the frames of changes that are made as fast as may be. */
const gaps = (...changes: ReadonlyArray<ReadonlyArray<Change.Change>>) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const clock = yield* now
    const unit = yield* controlled({
      meddle: (request) => {
        if (Panels.isPanel(request)) times.push(clock())
        return undefined
      }
    })
    for (const change of changes) yield* carriedOut(unit, change)
    return times.slice(1).map((time, index) => time - times[index]!)
  })

const to = (position: "charger-only" | "on") => ({ _tag: "Switch", position }) as const
const limit = (amperes: number) => ({ _tag: "Limit", amperes }) as const

describe("the pace", () => {
  it.effect("of the switch is five seconds from frame to frame, also where the first of all is held up", () =>
    Effect.map(gaps([to("charger-only")], [to("on")], [to("charger-only")]), ([first, second]) => {
      for (const gap of [first!, second!]) {
        assert.isAtLeast(gap, 5000)
        assert.isAtMost(gap, 6000)
      }
    })
  )

  it.effect("of the limit is one second", () =>
    Effect.map(gaps([limit(10)], [limit(12)], [limit(14)]), (each) => {
      for (const gap of each) {
        assert.isAtLeast(gap, 1000)
        assert.isAtMost(gap, 2500)
      }
    })
  )

  it.effect("counts a frame that moves both as both", () =>
    Effect.map(gaps([limit(10)], [to("charger-only"), limit(12)], [to("on"), limit(14)]), ([, second]) => {
      assert.isAtLeast(second!, 5000)
    })
  )

  it.effect("of one does not hold up another kind", () =>
    Effect.map(gaps([limit(10)], [to("charger-only")], [limit(12)]), (each) => {
      for (const gap of each) assert.isAtMost(gap, 2000)
    })
  )

  it.effect("holds for callers at the same time", () =>
    Effect.gen(function* () {
      const clock = yield* now
      const times: Array<number> = []
      const unit = yield* controlled({
        meddle: (request) => {
          if (Panels.isPanel(request)) times.push(clock())
          return undefined
        }
      })
      const plans = [
        yield* played(unit.control.plan([limit(10)])),
        yield* played(unit.control.plan([to("charger-only")])),
        yield* played(unit.control.plan([limit(12)]))
      ]
      const outcomes = yield* played(
        Effect.forEach(plans, (plan) => unit.control.execute(plan), { concurrency: "unbounded" }),
        60
      )
      // Whoever comes second finds another state than the plan was built on.
      assert.deepStrictEqual(tags(outcomes.flat()), ["Written", "NotWritten", "NotWritten"])
      assert.strictEqual(times.length, 1)
    })
  )

  it.effect("is not used up by what was never sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const outdated = yield* played(unit.control.plan([to("charger-only")]))
      yield* unit.simulated.control({ change: "panel-frame", position: "inverter-only" })
      assert.deepStrictEqual(tags(yield* played(unit.control.execute(outdated))), ["NotWritten"])
      const plan = yield* played(unit.control.plan([to("on")]))
      const clock = yield* now
      const before = clock()
      yield* played(unit.control.execute(plan))
      assert.isAtMost(clock() - before, 4500)
    })
  )

  it.effect("of settings is one second, within one plan too", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const clock = yield* now
      const unit = yield* controlled({
        meddle: (request) => {
          if (isWrite(request)) times.push(clock())
          return undefined
        }
      })
      yield* carriedOut(unit, [setting(2, 53.5, "ram"), setting(3, 52.4, "ram")])
      assert.strictEqual(times.length, 2)
      assert.isAtLeast(times[1]! - times[0]!, 1000)
    })
  )
})
