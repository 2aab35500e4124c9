/**
 * All settings of a device over a bad line: with one request on its way at a time, and with three.
 */
import { assert, describe, it } from "@effect/vitest"
import { Device, type Session } from "@vebus/runtime"
import type { Faults } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as Faulty from "./faults/Faulty.ts"
import * as QuickClock from "./QuickClock.ts"

const SEEDS = 50

const plan = (seed: number): Faults.FaultPlan => ({
  seed,
  replies: { drop: 0.05, flip: 0.02, noise: 0.05 }
})

/** Everything that the device has, as far as it came: what is stored, and with it what the device reports about it. */
const readAll = (faults: Faults.FaultPlan, window: Session.Session["window"]) =>
  Effect.gen(function* () {
    const { session, line } = yield* Faulty.connect({
      plan: faults,
      session: { window, wait: true }
    })
    const reading = yield* Effect.forkChild(Device.make(session).settings())
    for (let step = 0; step < 120 && reading.pollUnsafe() === undefined; step++) {
      yield* TestClock.adjust("5 seconds")
    }
    assert.isDefined(reading.pollUnsafe(), "not done after ten minutes")
    const { settings, unsupported, missing } = yield* Fiber.join(reading)
    const stored = settings.map((setting) => ({ ...setting, time: null }))
    return { list: { stored, unsupported, missing }, faults: yield* line.counts }
  }).pipe(Effect.scoped, QuickClock.own)

describe("all settings over a line that loses 5 % of the replies, damages 2 % and puts noise before 5 %", () => {
  for (const window of [1, 3] as const) {
    it.effect(`come complete and right, ${SEEDS} times out of ${SEEDS}, with window ${window}`, () =>
      Effect.gen(function* () {
        const { list: good } = yield* readAll({}, window)
        assert.isAbove(good.stored.length, 100)
        assert.isEmpty(good.missing)
        let lost = 0
        for (let seed = 1; seed <= SEEDS; seed++) {
          const { list, faults } = yield* readAll(plan(seed), window)
          assert.deepStrictEqual(list, good, `seed ${seed}`)
          lost += faults.drop ?? 0
        }
        assert.isAbove(lost / SEEDS, 10)
      })
    )
  }
})
