/**
 * Switch and limit of units with no AC input, and with two: a limit is that of the input in use, and an inverter has none.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Change, Device, Outcome } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import { carriedOut, controlled, only, refusal } from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const limit = (amperes: Change.LimitChange["amperes"], input?: number): Change.LimitChange => ({
  _tag: "Limit",
  amperes,
  ...(input === undefined ? {} : { input })
})
const turn = (position: Change.SwitchChange["position"]): Change.SwitchChange => ({
  _tag: "Switch",
  position
})

describe("an inverter without AC input", () => {
  const inverter = controlled({ device: { profile: Profile.profiles["phoenix-12-1200"] } })

  it.effect("has no limit: setting one is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* inverter
      for (const amperes of [6, "none", "zero"] as const) {
        const reason = yield* refusal(unit.control.plan([limit(amperes)]))
        assert.containsSubset(reason, { _tag: "Forbidden", what: "input current limit" })
        assert.include(reason.message, "no AC input")
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )
  it.effect("is not set to charger only, which would switch its output off", () =>
    Effect.gen(function* () {
      const unit = yield* inverter
      const reason = yield* refusal(unit.control.plan([turn("charger-only")]))
      assert.containsSubset(reason, { _tag: "Forbidden", what: "switch" })
      assert.include(reason.message, "no AC input")
      assert.strictEqual(unit.writes(), 0)
    })
  )
  it.effect("is switched off and on, and the frame demands no limit", () =>
    Effect.gen(function* () {
      const unit = yield* inverter
      for (const position of ["off", "on"] as const) {
        const { outcomes } = yield* carriedOut(unit, [turn(position)])
        assert.deepStrictEqual(only(outcomes), Outcome.written("read-back"))
      }
      assert.deepStrictEqual(Panels.moves(unit), [
        ["off", 0x8000],
        ["on", 0x8000]
      ])
    })
  )
  it.effect("tells no limit, no input and no active one", () =>
    Effect.gen(function* () {
      const { session } = yield* inverter
      const device = Device.make(session)
      const { currentLimit, inputCount } = yield* played(device.panel)
      assert.deepStrictEqual([currentLimit, inputCount], [null, 0])
      assert.deepStrictEqual(yield* played(device.inputs), [])
    })
  )
})

describe("a unit with two AC inputs", () => {
  const quattro = controlled({ device: { profile: Profile.profiles["quattro-48-10000"] } })
  /** AC1 fails and AC2 has a source, which is taken after a while. */
  const toSecond = (unit: Effect.Success<typeof quattro>) =>
    Effect.gen(function* () {
      yield* unit.simulated.control({ change: "mains", on: true, input: 2 })
      yield* unit.simulated.control({ change: "mains", on: false, input: 1 })
      yield* TestClock.adjust("3 minutes")
    })

  it.effect("names the input whose limit a plan changes, and says that the other stays", () =>
    Effect.gen(function* () {
      const unit = yield* quattro
      const { plan, outcomes } = yield* carriedOut(unit, [limit(20)])
      const [write] = plan.writes
      assert.strictEqual(write?.name, "input current limit of AC1")
      assert.containsSubset(write?.action, { _tag: "Panel", input: 1 })
      assert.include(write!.notes.join(), "AC1 is active")
      assert.deepStrictEqual(only(outcomes), Outcome.written("read-back"))
    })
  )
  it.effect("shows the limit of each input, and which one is in use", () =>
    Effect.gen(function* () {
      const unit = yield* quattro
      const device = Device.make(unit.session)
      const before = yield* played(device.inputs)
      assert.deepStrictEqual(
        before.map(({ input, isActive, inForce, stored }) => [
          input,
          isActive,
          inForce !== null,
          stored !== null
        ]),
        [
          [1, true, true, true],
          [2, false, false, true]
        ]
      )
      yield* toSecond(unit)
      const after = yield* played(device.inputs)
      assert.deepStrictEqual(
        after.map(({ isActive }) => isActive),
        [false, true]
      )
    })
  )
  it.effect("gets no limit once another input is in use than the plan was made for", () =>
    Effect.gen(function* () {
      const unit = yield* quattro
      const plan = yield* played(unit.control.plan([limit(20)]))
      yield* toSecond(unit)
      const [outcome] = yield* played(unit.control.execute(plan), 60)
      assert.strictEqual(outcome?._tag, "NotWritten")
      assert.deepStrictEqual(Panels.moves(unit), [])
    })
  )
  it.effect("is not given a limit that is meant for the input that is not in use", () =>
    Effect.gen(function* () {
      const unit = yield* quattro
      const reason = yield* refusal(unit.control.plan([limit(20, 2)]))
      assert.containsSubset(reason, { _tag: "Forbidden", what: "input current limit of AC2" })
    })
  )
})
