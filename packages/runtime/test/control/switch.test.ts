/**
 * Moving the switch: what arrives, what stays, and what is said when it is not certain.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import { Outcome } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import { carriedOut, causeOf, controlled, only, raw, refusal } from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const to = (position: "off" | "charger-only" | "inverter-only" | "on") =>
  ({ _tag: "Switch", position }) as const
const READ_BACK = Outcome.written("read-back")

describe("the switch", () => {
  it.effect("goes to each position, and the limit travels along unchanged", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const position of ["charger-only", "inverter-only", "off", "on"] as const) {
        unit.requests.length = 0
        const { plan, outcomes } = yield* carriedOut(unit, [to(position)])
        assert.deepStrictEqual(only(outcomes), READ_BACK)
        assert.deepStrictEqual(yield* Panels.panel(unit), [position, 160])
        assert.deepStrictEqual(Panels.moves(unit), [[position, raw(160)]])
        const sent = unit.requests.find(Panels.isPanel)!
        assert.strictEqual(plan.writes[0]?.frame, Hex.toHex(Result.getOrThrow(Frames.toWire(sent))))
      }
    })
  )

  it.effect("that stands there already is not moved", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [to("on")])
      assert.deepStrictEqual(only(outcomes), { _tag: "Unchanged" })
      assert.deepStrictEqual(
        unit.requests.filter(({ _tag }) => _tag === "SwitchRequest"),
        []
      )
    })
  )

  it.effect("moves together with the limit, in one frame", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [to("charger-only"), { _tag: "Limit", amperes: 10 }])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.deepStrictEqual(Panels.moves(unit), [["charger-only", 100]])
      assert.deepStrictEqual(yield* Panels.panel(unit), ["charger-only", 100])
    })
  )

  it.effect("leaves the winmon mode as it is", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ device: { winmonMode: "long" } })
      const before = (yield* unit.simulated.state).system.adapter.extended
      yield* carriedOut(unit, [to("charger-only")])
      assert.strictEqual((yield* unit.simulated.state).system.adapter.extended, before)
    })
  )

  it.effect("of a unit whose own switch is off: the plan says that it stays off", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unit.simulated.control({ change: "front-switch", position: "off" })
      const { plan, outcomes } = yield* carriedOut(unit, [to("inverter-only")])
      assert.match(plan.writes[0]!.notes.join(), /the switch on the unit stands at off/)
      assert.deepStrictEqual(only(outcomes), READ_BACK)
    })
  )
})

describe("off", () => {
  it.effect("without standby warns; the unit sleeps, and whoever asks then is told so", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [to("off")])
      assert.match(plan.writes[0]!.warnings.join(), /standby line is not held/)
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      yield* Panels.wait(20)
      const asleep = yield* Effect.flip(played(unit.control.plan([to("on")])))
      assert.containsSubset(asleep, { reason: { _tag: "Asleep" } })
    })
  )

  it.effect("with standby does not warn of sleep, keeps answering, and on wakes", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [{ _tag: "Lines", standby: true }])
      const { plan } = yield* carriedOut(unit, [to("off")])
      assert.notMatch(plan.writes[0]!.warnings.join(), /standby/)
      assert.match(plan.writes[0]!.warnings.join(), /lose power/)
      yield* Panels.wait(60)
      const { outcomes } = yield* carriedOut(unit, [to("on")])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 160])
    })
  )

  it.effect(
    "that takes unit and adapter to sleep at once: acknowledged, and not claimed to be read back",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const plan = yield* played(unit.control.plan([to("off")]))
        const running = yield* Effect.forkChild(unit.control.execute(plan))
        yield* Panels.until(() => Panels.moves(unit).length > 0)
        yield* Panels.wait(0.3)
        yield* unit.simulated.control({ change: "sleep" })
        const outcomes = yield* played(Fiber.join(running), 60)
        assert.deepStrictEqual(only(outcomes), {
          _tag: "Written",
          proof: "acknowledged",
          needsRestart: false
        })
        assert.strictEqual(unit.writes(), 1)
      })
  )
})

describe("a frame that gets lost", () => {
  it.effect("its answer lost, arrived: F 5 shows it, and it is not sent again", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.inTurn(Panels.isPanel, { answer: "lost" }) })
      const { outcomes } = yield* carriedOut(unit, [to("charger-only")])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("itself lost: F 5 shows the old state, and it is sent once more", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.inTurn(Panels.isPanel, { instead: "lost" }) })
      const { outcomes } = yield* carriedOut(unit, [to("charger-only")])
      assert.deepStrictEqual(only(outcomes), READ_BACK)
      assert.strictEqual(unit.writes(), 2)
    })
  )

  it.effect("again and again: three frames, and the unit is known to be as before", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (Panels.isPanel(request) ? { instead: "lost" } : undefined)
      })
      const { outcomes } = yield* carriedOut(unit, [to("charger-only")])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 3)
      assert.deepStrictEqual(yield* Panels.panel(unit), ["on", 160])
    })
  )

  it.effect("acknowledged by the adapter, and F 5 dead: nobody knows, and nothing is repeated", () =>
    Effect.gen(function* () {
      let isDead = false
      const unit = yield* controlled({
        meddle: (request) => {
          isDead ||= Panels.isPanel(request)
          return isDead && Panels.isConfig(request) ? { instead: "lost" } : undefined
        }
      })
      for (const position of ["charger-only", "off"] as const) {
        isDead = false
        unit.requests.length = 0
        const { outcomes } = yield* carriedOut(unit, [to(position)])
        assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
        assert.strictEqual(unit.writes(), 1)
      }
    })
  )
})

describe("a unit that does otherwise", () => {
  it.effect("was moved since the plan was made: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([to("charger-only")]))
      yield* unit.simulated.control({ change: "panel-frame", position: "inverter-only" })
      const outcomes = yield* played(unit.control.execute(plan))
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("does not tell its switch: refused, since the frame would have to guess", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({ switchRegister: null }) })
      for (const change of [to("off"), { _tag: "Limit", amperes: 10 } as const]) {
        assert.strictEqual((yield* refusal(unit.control.plan([change])))._tag, "Forbidden")
      }
    })
  )

  it.effect("ignores S: known to be as before, with what was found", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.telling({}) })
      const { outcomes } = yield* carriedOut(unit, [to("charger-only")])
      assert.containsSubset(only(outcomes), {
        _tag: "NotWritten",
        cause: { _tag: "NotVerified", wanted: "charger-only, 16 A", found: "on, 16 A" }
      })
      assert.match(causeOf(outcomes), /there is nothing to undo$/)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("goes somewhere else: neither old nor new", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.tellingOnceMoved({ switchRegister: 0x56 }) })
      const { outcomes } = yield* carriedOut(unit, [to("charger-only")])
      assert.containsSubset(only(outcomes), { _tag: "NotVerified", cause: { found: "inverter-only, 16 A" } })
      assert.match(causeOf(outcomes), /"vebus undo" writes the old value$/)
    })
  )

  it.effect("is unplugged after the frame went out: nobody knows, and nothing goes out after replug", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([to("charger-only")]))
      const running = yield* Effect.forkChild(unit.control.execute(plan))
      yield* Panels.until(() => Panels.moves(unit).length > 0)
      yield* unit.line.happen({ kind: "unplug", forMillis: 5000 })
      const outcomes = yield* played(Fiber.join(running), 60)
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "Lost" } })
      yield* Panels.wait(30)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("is unplugged before: not written, and nothing was sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([to("charger-only")]))
      yield* unit.line.happen({ kind: "unplug", forMillis: 5000 })
      yield* Panels.wait(0.1)
      const outcomes = yield* played(unit.control.execute(plan))
      assert.containsSubset(only(outcomes), { _tag: "NotWritten" })
      assert.strictEqual(unit.writes(), 0)
    })
  )
})
