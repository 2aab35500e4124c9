/**
 * Holding the set-point of the ESS assistant: refreshed, followed, refused.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Quantity, Scale } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import { type Controlled, controlled, ofProfile, refusal } from "./Controlled.ts"
import { holding, setpoints, watts } from "./Holds.ts"
import * as Panels from "./Panels.ts"

/** Watts drawn from the AC input, as the unit measures them: RAM variable 15 counts what goes out. */
const acInput = ({ session }: Controlled) =>
  Effect.map(played(session.readRam([15])), (words) => 0 - Scale.numberOf(words.get(15)!.value, true))

describe("a set-point that is held", () => {
  it.effect("is written every five seconds, with the sign of the wire, and 0 when the scope closes", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(500)
      assert.strictEqual(hold.acknowledged(), 500)
      yield* Panels.wait(60)
      const sent = setpoints(unit.requests)
      assert.isTrue(sent.every(([id, value]) => id === 131 && value === -500))
      assert.isAtLeast(sent.length, 12)
      assert.isAtMost(sent.length, 13)
      yield* close
      assert.deepStrictEqual(setpoints(unit.requests).at(-1), [131, 0])
      const count = unit.requests.length
      yield* Panels.wait(30)
      assert.strictEqual(unit.requests.length, count)
    })
  )

  it.effect("is planned first: where it goes, and the frame, with nothing sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      assert.deepStrictEqual(yield* played(unit.control.planEss(-200.4)), {
        watts: -200 as Quantity.Watts,
        id: 131,
        frame: "07 FF 58 37 02 83 C8 00 1E",
        restFrame: "07 FF 58 37 02 83 00 00 E6"
      })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("is what the simulated unit then draws from its AC input, and feeds into it", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(800)
      yield* unit.simulated.control({ change: "state-of-charge", ratio: 0.5 })
      yield* Panels.wait(30)
      assert.approximately(yield* acInput(unit), 800, 80)
      yield* hold.set(-400)
      yield* Panels.wait(30)
      assert.approximately(yield* acInput(unit), -400, 80)
      yield* close
      yield* Panels.wait(5)
      assert.approximately(yield* acInput(unit), 0, 80)
    })
  )

  it.effect("is set anew at once, also while another is on its way", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(500)
      yield* Panels.wait(2)
      unit.requests.length = 0
      yield* hold.set(-1200)
      yield* Panels.wait(0.1)
      yield* hold.set(300)
      yield* Panels.wait(0.5)
      assert.deepStrictEqual(watts(unit), [-1200, 300])
      assert.strictEqual(hold.acknowledged(), 300)
      yield* close
    })
  )

  it.effect("reaches the assistant wherever it is, and the unit at the address", () =>
    Effect.gen(function* () {
      const early = Result.getOrThrow(
        Profile.decode({
          extends: Profile.defaultProfile,
          id: "early",
          label: "ESS first",
          ram: [
            { id: 128, raw: 0x0054 },
            { id: 133, raw: 0 }
          ],
          ess: { setpointId: 129 }
        })
      )
      const { unit, close } = yield* holding(200, {}, { device: { profile: early } })
      yield* close
      assert.deepStrictEqual(setpoints(unit.requests), [
        [129, -200],
        [129, 0]
      ])
      const three = yield* ofProfile("three-phase-48-3000")
      yield* played(Effect.scoped(three.control.holdEss(200, { address: 2 })))
      const touched = yield* Effect.map(three.simulated.state, ({ system }) =>
        system.devices.map(({ ess }) => ess !== null)
      )
      assert.deepStrictEqual(touched, [false, false, true])
    })
  )

  it.effect("goes there by a ramp, however often it is set, and back by the same", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(1000, { rampWattsPerSecond: 200 })
      for (let tenth = 0; tenth < 30; tenth++) {
        yield* hold.set(1000)
        yield* Panels.wait(0.1)
      }
      const reached = watts(unit).at(-1)!
      assert.isAtLeast(reached, 600)
      assert.isAtMost(reached, 850)
      yield* Panels.wait(5)
      assert.strictEqual(hold.acknowledged(), 1000)
      const steps = watts(unit)
      for (const [index, value] of steps.entries()) assert.isAtMost(value - (steps[index - 1] ?? 0), 200)
      yield* hold.set(0)
      yield* Panels.wait(2)
      assert.isAtLeast(watts(unit).at(-1)!, 500)
      yield* close
      assert.strictEqual(watts(unit).at(-1), 0)
    })
  )

  it.effect(
    "gives way to 0, without a ramp, when nobody sets it anew in time; and comes back when somebody does",
    () =>
      Effect.gen(function* () {
        const { unit, hold, close } = yield* holding(500, { staleAfter: 10_000 })
        yield* Panels.wait(8)
        assert.strictEqual(hold.acknowledged(), 500)
        yield* Panels.wait(2.5)
        assert.strictEqual(hold.acknowledged(), 0)
        yield* Panels.wait(20)
        assert.isAtLeast(watts(unit).filter((value) => value === 0).length, 4)
        yield* hold.set(500)
        yield* Panels.wait(0.5)
        assert.strictEqual(hold.acknowledged(), 500)
        yield* close
      })
  )

  it.effect("is 0 after its holder was interrupted", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const holder = yield* Effect.forkChild(
        Effect.scoped(Effect.andThen(unit.control.holdEss(700), Effect.never))
      )
      yield* Panels.wait(7)
      yield* played(Fiber.interrupt(holder))
      assert.strictEqual(watts(unit).at(-1), 0)
      assert.strictEqual(watts(unit).filter((value) => value === 0).length, 1)
    })
  )
})

describe("a set-point that is refused", () => {
  it.effect("does not fit a word, is no number, or belongs to a unit without the assistant", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const value of [32_768, -32_768, Number.NaN, Number.POSITIVE_INFINITY]) {
        const reason = yield* refusal(Effect.scoped(unit.control.holdEss(value)))
        assert.strictEqual(reason._tag, "OutOfRange")
      }
      assert.strictEqual(unit.writes(), 0)
      const other = yield* ofProfile("multiplus-ii-48-5000-mk3")
      assert.strictEqual((yield* refusal(Effect.scoped(other.control.holdEss(100))))._tag, "Forbidden")
      assert.strictEqual(other.writes(), 0)
    })
  )

  it.effect("has a ramp that leads nowhere, or an age that never comes", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const options of [
        { rampWattsPerSecond: 0 },
        { rampWattsPerSecond: -5 },
        { rampWattsPerSecond: Number.NaN },
        { staleAfter: 0 },
        { staleAfter: Number.NaN }
      ]) {
        const reason = yield* refusal(Effect.scoped(unit.control.holdEss(100, options)))
        assert.strictEqual(reason._tag, "OutOfRange")
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("at the ends of a word is not", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(32_767)
      yield* hold.set(-32_767)
      yield* Panels.wait(0.5)
      yield* close
      assert.deepStrictEqual(watts(unit), [32_767, -32_767, 0])
    })
  )

  it.effect("set out of range later: the hold goes on as it was", () =>
    Effect.gen(function* () {
      const { hold, close } = yield* holding(100)
      assert.containsSubset(yield* Effect.flip(hold.set(99_999)), { reason: { _tag: "OutOfRange" } })
      yield* Panels.wait(6)
      assert.strictEqual(hold.acknowledged(), 100)
      yield* close
    })
  )

  it.effect("is held already; once that hold has ended, it may be held again", () =>
    Effect.gen(function* () {
      const { unit, close } = yield* holding(100)
      assert.strictEqual((yield* refusal(Effect.scoped(unit.control.holdEss(200))))._tag, "Forbidden")
      yield* close
      yield* played(Effect.scoped(unit.control.holdEss(200)))
      assert.deepStrictEqual(watts(unit), [100, 0, 200, 0])
    })
  )

  it.effect("with VEBUS_READ_ONLY: nothing is sent, not even a read", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ policy: { readOnly: true } })
      assert.strictEqual((yield* refusal(Effect.scoped(unit.control.holdEss(100))))._tag, "ReadOnly")
      assert.deepStrictEqual(unit.requests, [])
    })
  )
})
