/**
 * A system of several units, and a line that comes and goes, without Effect.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { isDone } from "../../src/promise/index.ts"
import { opened, paced, played, policy } from "./Opened.ts"

const parallel = { profile: Profile.profiles["parallel-48-5000"] }

describe("a second unit", () => {
  it("is listed, and each question to it is its own", async () => {
    await using open = await opened({ device: parallel })
    const { inverter } = open
    assert.deepStrictEqual(
      (await inverter.units()).map(({ address, status }) => [address, status]),
      [
        [0, "present"],
        [3, "present"]
      ]
    )
    const second = inverter.unit(3)
    assert.deepStrictEqual([inverter.address, second.address], [0, 3])
    const [one, two] = await Promise.all([inverter.identity(), second.identity()])
    assert.deepStrictEqual([one.address, two.address], [0, 3])
    assert.notStrictEqual(one.serialNumber, two.serialNumber)
    assert.deepStrictEqual([one.phase, two.phase], [1, 1])
  })

  it("is changed alone, and undone alone", async () => {
    using control = policy()
    await using open = await opened({ device: parallel, control })
    const { inverter } = open
    const floats = async () => [
      (await inverter.settings.get("UBatFloat")).value,
      (await inverter.unit(3).settings.get("UBatFloat")).value
    ]
    const before = await floats()
    const plan = await inverter.plan({ UBatFloat: 53.5 }, { to: "eeprom", address: 3 })
    assert.strictEqual(plan.address, 3)
    assert.isTrue((await inverter.execute(plan)).every(isDone))
    assert.deepStrictEqual(await floats(), [before[0], 53.5])
    const nothing = await inverter.undo().then(
      () => assert.fail("the first unit was never changed"),
      (error: unknown) => error as Error
    )
    assert.notInclude(nothing.message, "53.5")
    await inverter.execute(await inverter.undo({ address: 3 }))
    assert.deepStrictEqual(await floats(), before)
  })
})

describe("readings over a plug that is pulled", () => {
  it.effect("hold null while it is out, never what was measured before, and go on afterwards", () =>
    Effect.gen(function* () {
      const { inverter, behind } = yield* paced()
      const readings = inverter.readings({ interval: "1s" })
      const next = () => Effect.map(played(readings.next()), ({ value }) => value!)
      assert.isNotNull((yield* next()).battery)
      yield* behind.line.happen({ kind: "unplug", forMillis: 60_000 })
      const link = () => inverter.link
      while (link() === "connected") yield* played(new Promise(setImmediate))
      // What arrived before the plug was pulled may count for some seconds.
      for (let n = 0; n < 15; n++) yield* next()
      for (let n = 0; n < 5; n++) {
        const { battery, acInput, acOutput, device, leds, acInputPower } = yield* next()
        assert.strictEqual(link(), "unplugged")
        assert.deepStrictEqual(
          { battery, acInput, acOutput, device, leds, acInputPower },
          { battery: null, acInput: null, acOutput: null, device: null, leds: null, acInputPower: null }
        )
      }
      while (link() !== "connected") yield* next()
      for (let n = 0; n < 5; n++) yield* next()
      assert.isNotNull((yield* next()).battery)
      yield* played(readings.return())
    })
  )
})

describe("a set-point that a program left behind", () => {
  it.effect("is shown with what ends it, and stopped by another", () =>
    Effect.gen(function* () {
      const control = yield* Effect.acquireRelease(Effect.sync(policy), (made) =>
        Effect.sync(() => made[Symbol.dispose]())
      )
      const one = yield* paced({ control })
      const held = yield* played(one.inverter.holdEss(100))
      // The program ends while the plug is out: it cannot write 0 any more.
      yield* one.behind.line.happen({ kind: "unplug", forMillis: 3_600_000 })
      yield* played(one.inverter.close())
      // 0 was never acknowledged: nobody may say that the set-point was given up.
      for (const end of [() => held.ended, held.release]) {
        assert.instanceOf(yield* played(end().catch((found: unknown) => found)), Error)
      }

      const { inverter, behind } = yield* paced({ control })
      const hold = (yield* played(inverter.openHold()))!
      assert.strictEqual(hold.line.watts, 100)
      const plan = yield* played(inverter.planStop(hold))
      assert.strictEqual(plan.watts, 0)
      assert.strictEqual((yield* played(inverter.openHold()))?.line.watts, 100, "a plan sends nothing")
      const before = (yield* behind.truths).length
      assert.isTrue(isDone(yield* played(inverter.stopEss(hold))))
      assert.isAbove((yield* behind.truths).length, before)
      assert.isNull(yield* played(inverter.openHold()))
    })
  )

  it("is not stopped without control", async () => {
    using control = policy()
    await using open = await opened({ control })
    await open.inverter.holdEss(100)
    await Effect.runPromise(open.behind.line.happen({ kind: "unplug", forMillis: 1 }))
    const hold = (await open.inverter.openHold())!
    await using reader = await opened()
    const error = await reader.inverter.stopEss(hold).then(
      () => assert.fail("it wrote"),
      (found: unknown) => found as Error
    )
    assert.include(error.message, "the inverter was opened without control")
  })
})
