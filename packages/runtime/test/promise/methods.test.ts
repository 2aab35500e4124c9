/**
 * Every question of the promise API gives what the service behind it gives: at once, and over a line of 2400 baud.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Device from "../../src/Device.ts"
import type { Inverter } from "../../src/promise/index.ts"
import { opened, paced, played } from "./Opened.ts"

/** What has another name, or comes as an iterator. */
type Others = "address" | "ask" | "unit" | "setting" | "settingInfo" | "settings" | "energy"

/** A question and what is sure of its answer. */
const question = <A>(ask: (inverter: Inverter) => Promise<A>, isRight: (answer: A) => boolean) => ({
  ask: async (inverter: Inverter) => isRight(await ask(inverter))
})

/** A question for each of the device's. */
const questions: {
  readonly [Name in Exclude<keyof Device.Reads, Others>]: {
    readonly ask: (inverter: Inverter) => Promise<boolean>
  }
} = {
  identity: question(
    (inverter) => inverter.identity(),
    ({ address }) => address === 0
  ),
  state: question(
    (inverter) => inverter.state(),
    ({ state }) => state === "charge"
  ),
  power: question(
    (inverter) => inverter.power(),
    (power) => Object.keys(power).length > 0
  ),
  ram: question(
    (inverter) => inverter.ram(["UBat"]),
    ({ values }) => values.length === 1
  ),
  flags: question(
    (inverter) => inverter.flags(),
    (list) => Object.keys(list).length > 0
  ),
  energyCounters: question(
    (inverter) => inverter.energyCounters(),
    ({ raw }) => typeof raw.inverterToOutput === "number"
  ),
  assistants: question(
    (inverter) => inverter.assistants(),
    ({ ess }) => ess !== null
  ),
  ess: question(
    (inverter) => inverter.ess(),
    (ess) => ess !== null
  ),
  units: question(
    (inverter) => inverter.units(),
    (units) => units.length === 1 && units[0]?.address === 0
  ),
  system: question(
    (inverter) => inverter.system(),
    (system) => Object.keys(system).length > 0
  ),
  dc: question(
    (inverter) => inverter.dc(),
    ({ voltage }) => voltage !== null && voltage > 40 && voltage < 60
  ),
  ac: question(
    (inverter) => inverter.ac(1),
    (ac) => ac?.phase === 1
  ),
  phases: question(
    (inverter) => inverter.phases(),
    (phases) => phases.length === 1
  ),
  leds: question(
    (inverter) => inverter.leds(),
    ({ lamps }) => lamps?.mains === "on"
  ),
  panel: question(
    (inverter) => inverter.panel(),
    (panel) => Object.keys(panel).length > 0
  ),
  inputs: question(
    (inverter) => inverter.inputs(),
    (inputs) => inputs.length === 1
  ),
  lines: question(
    (inverter) => inverter.lines(),
    (lines) => lines !== null
  ),
  snapshot: question(
    (inverter) => inverter.snapshot([4]),
    (snapshot) => Object.keys(snapshot).length > 0
  )
}

describe("a question", () => {
  for (const [name, { ask }] of Object.entries(questions)) {
    it(`${name} is answered`, async () => {
      await using open = await opened()
      assert.isTrue(await ask(open.inverter))
    })

    it.effect(`${name} is answered over a slow line`, () =>
      Effect.gen(function* () {
        const { inverter } = yield* paced()
        assert.isTrue(yield* played(ask(inverter)))
      })
    )
  }

  it("of another unit is asked of that unit", async () => {
    await using open = await opened()
    const unit = open.inverter.unit(0)
    assert.strictEqual(unit.address, 0)
    assert.strictEqual((await unit.identity()).phase, 1)
  })
})

describe("settings", () => {
  it("have value, unit and range", async () => {
    await using open = await opened()
    const { value, unit, minimum, maximum } = await open.inverter.settings.get("UBatFloat")
    assert.deepStrictEqual(
      { value, unit, minimum, maximum },
      { value: 52, unit: "V", minimum: 48, maximum: 64 }
    )
    assert.strictEqual((await open.inverter.settings.info("u_bat_float")).maximum, 64)
  })

  it("are listed as far as asked for", async () => {
    await using open = await opened()
    const { settings } = await open.inverter.settings.list(["UBatFloat", 2])
    assert.deepStrictEqual(
      settings.map(({ id }) => id),
      [3, 2]
    )
  })

  it("that nobody has reject with the nearest names", async () => {
    await using open = await opened()
    const error = await open.inverter.settings.get("UBatFlaot").then(
      () => assert.fail("it resolved"),
      (found: unknown) => found
    )
    assert.include((error as Error).message, "UBatFloat")
    assert.strictEqual((error as { _tag: string })._tag, "UnknownName")
  })
})

describe("readings", () => {
  it.effect("come once an interval", () =>
    Effect.gen(function* () {
      const { inverter } = yield* paced()
      const readings = inverter.readings({ interval: "1m" })
      const times: Array<number> = []
      for (let n = 0; n < 3; n++) {
        const { value } = yield* played(readings.next())
        times.push(Date.parse(value!.time))
      }
      yield* played(readings.return())
      assert.strictEqual(Math.round((times[2]! - times[1]!) / 60_000), 1)
    })
  )

  it("one alone is a promise", async () => {
    await using open = await opened()
    const reading = await open.inverter.reading()
    assert.strictEqual(reading.port, open.inverter.port)
    assert.isNotNull(reading.battery)
  })

  it("of no interval reject", async () => {
    await using open = await opened()
    const error = await open.inverter
      .readings({ interval: "5" })
      .next()
      .then(
        () => assert.fail("it resolved"),
        (found: Error) => found
      )
    assert.include(
      error.message,
      'interval: expected milliseconds, or a text like 500ms, 1s or 2m, found "5"'
    )
  })

  it("count energy", async () => {
    await using open = await opened()
    const energy = open.inverter.energy({ interval: "1s" })
    const { value } = await energy.next()
    assert.lengthOf(value!.units, 1)
    await energy.return()
  })
})
