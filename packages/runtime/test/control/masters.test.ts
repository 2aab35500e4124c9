/**
 * Another master on the bus: noticed before anything is moved, named, and left to steer.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { played } from "../Played.ts"
import { carriedOut, type Controlled, controlled, only, refusal, tags } from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const CHARGER_ONLY = { _tag: "Switch", position: "charger-only" } as const
const LIMIT = { _tag: "Limit", amperes: 10 } as const
const STANDBY = { _tag: "Lines", standby: true } as const

/** Frames that ask for foreign panel frames and move nothing. */
const asked = ({ requests }: Controlled): number =>
  requests.filter((request) => request._tag === "SwitchRequest" && !Panels.isPanel(request)).length

/** A unit that has been written to once, so that foreign panels are heard. */
const hearing = Effect.gen(function* () {
  const unit = yield* controlled()
  yield* carriedOut(unit, [LIMIT])
  unit.requests.length = 0
  return unit
})

describe("another master", () => {
  it.effect("is noticed by the very first write, which then moves nothing", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unit.simulated.control({ change: "panel", position: "on", limit: 16 })
      yield* Panels.wait(5)
      for (const change of [CHARGER_ONLY, LIMIT]) {
        const plan = yield* Effect.result(played(unit.control.plan([change])))
        if (plan._tag === "Failure") {
          assert.containsSubset(plan.failure, { reason: { _tag: "OtherMaster" } })
          continue
        }
        const outcomes = yield* played(unit.control.execute(plan.success))
        assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "OtherMaster" } })
      }
      assert.strictEqual(unit.writes(), 0)
      assert.strictEqual(asked(unit), 1)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 160])
    })
  )

  it.effect("is listened for once; after a restart of the adapter, which forgets, once more", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [LIMIT])
      yield* carriedOut(unit, [CHARGER_ONLY])
      assert.strictEqual(asked(unit), 1)
      yield* unit.simulated.control({ change: "restart-adapter" })
      yield* Panels.wait(10)
      const { outcomes } = yield* carriedOut(unit, [{ _tag: "Switch", position: "on" }])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.strictEqual(asked(unit), 2)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 100])
    })
  )

  it.effect("the listening moves nothing, though it names what is in force", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (Panels.isPanel(request) ? { instead: "lost" } : undefined)
      })
      yield* unit.simulated.control({ change: "panel-frame", position: "inverter-only", limit: 12 })
      yield* carriedOut(unit, [LIMIT])
      const listening = unit.requests.find(({ _tag }) => _tag === "SwitchRequest")
      assert.containsSubset(listening, {
        position: "inverter-only",
        limitRaw: 120,
        flags: 0xd0,
        extended: null
      })
      assert.deepStrictEqual(yield* Panels.panel(unit), ["inverter-only", 120])
    })
  )

  it.effect(
    "heard lately is named and refuses switch, limit, standby and ESS; its absence refuses nothing",
    () =>
      Effect.gen(function* () {
        const unit = yield* hearing
        yield* unit.simulated.control({ change: "panel-frame", position: "charger-only" })
        yield* Panels.wait(1)
        for (const change of [{ _tag: "Switch", position: "off" } as const, LIMIT, STANDBY]) {
          const reason = yield* refusal(unit.control.plan([change]))
          assert.containsSubset(reason, { _tag: "OtherMaster" })
          assert.match(reason.message, /which asks for charger-only/)
        }
        const ess = yield* Effect.flip(played(Effect.scoped(unit.control.holdEss(100))))
        assert.containsSubset(ess, { reason: { _tag: "OtherMaster" } })
        assert.strictEqual(unit.writes(), 0)
        const letGo = yield* played(unit.control.plan([{ _tag: "Lines", standby: false }]))
        assert.strictEqual(letGo.writes.length, 1)
      })
  )

  it.effect("counts for ten seconds after its last frame", () =>
    Effect.gen(function* () {
      const unit = yield* hearing
      yield* unit.simulated.control({ change: "panel", position: "on", limit: 10 })
      yield* Panels.wait(5)
      yield* unit.simulated.control({ change: "panel", position: null })
      yield* Panels.wait(8)
      assert.strictEqual((yield* refusal(unit.control.plan([CHARGER_ONLY])))._tag, "OtherMaster")
      yield* Panels.wait(3)
      const { outcomes } = yield* carriedOut(unit, [CHARGER_ONLY])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
    })
  )

  it.effect("that comes between plan and execution: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* hearing
      for (const change of [CHARGER_ONLY, STANDBY]) {
        const plan = yield* played(unit.control.plan([change]))
        yield* unit.simulated.control({ change: "panel-frame", position: "on" })
        yield* Panels.wait(0.5)
        const outcomes = yield* played(unit.control.execute(plan))
        assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "OtherMaster" } })
        yield* Panels.wait(11)
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("that takes it back at once: not written, its name is the reason, and we do not fight", () =>
    Effect.gen(function* () {
      let hasMoved = false
      const unit = yield* controlled({
        meddle: (request) => {
          hasMoved ||= Panels.isPanel(request)
          return undefined
        }
      })
      const plan = yield* played(unit.control.plan([CHARGER_ONLY]))
      const running = yield* Effect.forkChild(unit.control.execute(plan))
      yield* Panels.until(() => hasMoved)
      yield* Panels.wait(0.5)
      yield* unit.simulated.control({ change: "panel", position: "on" })
      const outcomes = yield* played(Fiber.join(running))
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "OtherMaster" } })
      assert.strictEqual(unit.writes(), 1)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 160])
    })
  )

  it.effect("heard while the unit still does as we said: looked at again, since that will not last", () =>
    Effect.gen(function* () {
      let hasMoved = false
      const first = Panels.inTurn((request) => hasMoved && Panels.isConfig(request), {
        answer: Panels.configReply({ switchRegister: 0x75 })
      })
      const unit = yield* controlled({
        meddle: (request) => {
          hasMoved ||= Panels.isPanel(request)
          return first(request)
        }
      })
      const plan = yield* played(unit.control.plan([CHARGER_ONLY]))
      const running = yield* Effect.forkChild(unit.control.execute(plan))
      yield* Panels.until(() => hasMoved)
      yield* Panels.wait(0.5)
      yield* unit.simulated.control({ change: "panel-frame", position: "on" })
      const outcomes = yield* played(Fiber.join(running))
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "OtherMaster" } })
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("a Digital Multi Control that F 5 tells of refuses, though it is never heard", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({ digitalMultiControl: true }) })
      for (const change of [CHARGER_ONLY, LIMIT, STANDBY]) {
        const reason = yield* refusal(unit.control.plan([change]))
        assert.containsSubset(reason, { _tag: "OtherMaster", master: "a Digital Multi Control" })
      }
      assert.strictEqual(asked(unit), 0)
    })
  )
})
