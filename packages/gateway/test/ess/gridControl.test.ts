/**
 * Grid control in a gateway: what begins it, who has the set-point, what ends it with 0, and how it shows. A simulated unit,
 * byte for byte, with a house around it, on the test clock. Incidents by name.
 */
import { assert, describe, it } from "@effect/vitest"
import { Permissions } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { played } from "../Simulated.ts"
import { configured, disk, steered, wait } from "./Steered.ts"

const asked = "enabled: true, signChecked: true"

describe("grid control of a site", () => {
  it.effect(
    "that is configured and may begin by itself follows its meter beside the poll, and shows it",
    () =>
      Effect.gen(function* () {
        const { view, written, told, metered, feed, followers } = yield* steered()
        yield* wait(40)
        const ess = (yield* view)!
        assert.deepInclude(ess, { phase: "active", mode: "auto", target: 20 })
        assert.closeTo(ess.gridPower!, 20, 60)
        assert.closeTo(metered.gridWatts(), 20, 60)
        assert.isBelow(ess.setpoint!, -900)
        assert.isAbove(ess.readings, 20)
        assert.deepStrictEqual(ess.rejected, {})
        assert.strictEqual(written().at(-1), ess.setpoint)
        assert.deepStrictEqual(told.slice(-2), ["idle", "active"])
        assert.isTrue((yield* feed.site("van"))!.fresh, "the poll goes on beside it")
        assert.isTrue(yield* followers.areAlive)
        yield* played(followers.drain)
        assert.strictEqual(written().at(-1), 0)
      })
  )

  it.effect("that is not enabled, or has nobody's word, writes nothing", () =>
    Effect.gen(function* () {
      const off = yield* steered({ config: configured("autostart: true, signChecked: true") })
      const waiting = yield* steered({ config: configured(asked) })
      yield* wait(30)
      assert.isNull(yield* off.view)
      assert.strictEqual((yield* off.submit("ess_mode", "auto")).error?.code, "not-following")
      assert.deepInclude(yield* waiting.view, { phase: "idle", mode: "off", setpoint: null })
      assert.deepStrictEqual([off.written(), waiting.written()], [[], []])
    })
  )

  it.effect("begins by a command, obeys modes and a target for their time, and ends with off and 0", () =>
    Effect.gen(function* () {
      const { submit, view, written } = yield* steered({ config: configured(`${asked}, commandFor: 20s`) })
      yield* wait(5)
      const begun = yield* submit("ess_mode", "auto")
      assert.deepInclude(begun, { ok: true, value: "auto" })
      yield* wait(30)
      assert.strictEqual((yield* view)!.phase, "active")
      const aimed = yield* submit("ess_target", 300)
      assert.deepInclude(aimed, { ok: true, value: "300 W" })
      yield* wait(20)
      assert.closeTo((yield* view)!.gridPower!, 300, 60)
      yield* wait(21)
      assert.deepInclude(yield* view, { target: 20, mode: "auto" })
      assert.deepInclude(yield* submit("ess_mode", "hold"), { ok: true, value: "hold" })
      yield* wait(15)
      assert.deepInclude(yield* view, { mode: "hold", setpoint: 0 })
      assert.deepInclude(yield* submit("ess_mode", "off"), { ok: true, value: "off" })
      assert.deepInclude(yield* view, { phase: "ended", mode: "off", setpoint: null, gridPower: null })
      assert.strictEqual(written().at(-1), 0)
      const count = written().length
      yield* wait(30)
      assert.strictEqual(written().length, count, "nothing is written after the end")
    })
  )

  it.effect("does not begin by itself after somebody said off, also where it had not begun yet", () =>
    Effect.gen(function* () {
      const { submit, view, written } = yield* steered()
      assert.deepInclude(yield* submit("ess_mode", "off"), { ok: true, value: "off" })
      yield* wait(40)
      assert.deepStrictEqual(written(), [])
      assert.deepInclude(yield* view, { phase: "ended", mode: "off" })
      assert.isTrue((yield* submit("ess_mode", "auto")).ok)
    })
  )

  it.effect("that waits for its unit keeps no command waiting", () =>
    Effect.gen(function* () {
      const { submit, line } = yield* steered()
      yield* line.happen({ kind: "unplug", forMillis: 300_000 })
      yield* wait(5)
      const refused = yield* submit("ess_mode", "auto")
      assert.isFalse(refused.ok)
      assert.isTrue((yield* submit("ess_mode", "off")).ok)
    })
  )

  it.effect("refuses to begin with a sentence for each reason, and says so where it is looked for", () =>
    Effect.gen(function* () {
      const { submit, view, written } = yield* steered({
        config: configured("enabled: true, meterPeriodMillis: 11000"),
        isTried: false
      })
      yield* wait(5)
      const refused = yield* submit("ess_mode", "auto")
      assert.strictEqual(refused.error?.code, "sign-not-checked")
      for (const part of ["import as positive", "10 s at most", "no dry run"])
        assert.include(refused.message, part)
      assert.include((yield* view)!.message, "no dry run")
      assert.deepStrictEqual(written(), [])
    })
  )
})

describe("the set-point of a site has one owner", () => {
  it.effect("while a meter is followed a command for it is refused, and moves nothing", () =>
    Effect.gen(function* () {
      const { submit, view } = yield* steered()
      yield* wait(30)
      const before = (yield* view)!.setpoint
      const refused = yield* submit("ess_setpoint", 1000)
      assert.strictEqual(refused.error?.code, "owned")
      assert.include(refused.message, "ess_mode off")
      assert.strictEqual((yield* submit("ess_setpoint", "off")).ok, true, "nobody holds one by commands")
      yield* wait(2)
      assert.closeTo((yield* view)!.setpoint!, before!, 60)
      assert.isTrue((yield* submit("ess_mode", "off")).ok)
      assert.deepInclude(yield* submit("ess_setpoint", 500), { ok: true, value: "500 W" })
    })
  )

  it.effect("while commands hold one no meter is followed, until that has ended", () =>
    Effect.gen(function* () {
      const { submit, commands } = yield* steered({ config: configured(asked) })
      yield* wait(5)
      assert.isTrue((yield* submit("ess_setpoint", 500)).ok)
      const refused = yield* submit("ess_mode", "auto")
      assert.strictEqual(refused.error?.code, "owned")
      assert.include(refused.message, "ess_setpoint off")
      assert.isTrue((yield* submit("ess_setpoint", "off")).ok)
      assert.isTrue((yield* submit("ess_mode", "auto")).ok)
      yield* wait(20)
      assert.isBelow(commands.inForce("van", 0).essSetpoint!, -500, "what is held is shown, whoever holds it")
    })
  )

  it.effect("until its end is over: a run that cannot begin meanwhile gives nothing away", () =>
    Effect.gen(function* () {
      const works = yield* Latch.make(true)
      const { submit } = yield* steered({ store: disk(works) })
      yield* Effect.addFinalizer(() => works.open)
      yield* wait(30)
      yield* works.close
      assert.strictEqual((yield* submit("ess_mode", "off")).error?.code, "timeout")
      assert.isFalse((yield* submit("ess_mode", "auto")).ok)
      assert.strictEqual((yield* submit("ess_setpoint", 1000)).error?.code, "owned")
      yield* works.open
      yield* wait(2)
      assert.isTrue((yield* submit("ess_setpoint", 1000)).ok)
    })
  )

  it.effect("a mode or target that nothing allows is refused", () =>
    Effect.gen(function* () {
      const { submit, written } = yield* steered({
        config: configured(asked),
        allow: { ...Permissions.none, essTarget: { min: 0, max: 100 } }
      })
      yield* wait(3)
      assert.strictEqual((yield* submit("ess_mode", "auto")).error?.code, "not-allowed")
      assert.strictEqual((yield* submit("ess_target", 101)).error?.code, "out-of-bounds")
      assert.strictEqual((yield* submit("ess_target", 50)).error?.code, "not-following")
      assert.strictEqual((yield* submit("ess_mode", "faster")).error?.code, "bad-value")
      assert.deepStrictEqual(written(), [])
    })
  )
})

describe("grid control of a site ends with 0", () => {
  it.effect("when the configuration is read again without it, and goes on where nothing changed", () =>
    Effect.gen(function* () {
      const config = configured()
      const { followers, written, view, submit } = yield* steered({ config })
      yield* wait(30)
      yield* followers.around(config.sites, Effect.void)
      assert.strictEqual((yield* view)!.phase, "active")
      assert.isBelow(written().at(-1)!, -500)
      yield* played(followers.around(configured("signChecked: true").sites, Effect.void))
      assert.strictEqual(written().at(-1), 0)
      assert.isNull(yield* view)
      assert.isTrue((yield* submit("ess_setpoint", 100)).ok, "the set-point is free again")
    })
  )

  it.effect("when the unit shows a fault: it stays ended until somebody says otherwise", () =>
    Effect.gen(function* () {
      const { simulator, written, view, submit } = yield* steered()
      yield* wait(30)
      yield* simulator.control({ change: "vebus-error", code: 17 })
      yield* wait(15)
      assert.deepInclude(yield* view, { phase: "ended", mode: "off" })
      assert.strictEqual(written().at(-1), 0)
      yield* simulator.control({ change: "vebus-error", code: null })
      yield* wait(30)
      assert.strictEqual((yield* view)!.phase, "ended")
      assert.strictEqual(written().at(-1), 0)
      assert.isTrue((yield* submit("ess_mode", "auto")).ok)
      yield* wait(20)
      assert.strictEqual((yield* view)!.phase, "active")
    })
  )
})
