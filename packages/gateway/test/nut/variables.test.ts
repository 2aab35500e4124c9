/**
 * The variables of a UPS: each from what is known of its site, and none from what is not.
 */
import { assert, describe, it } from "@effect/vitest"
import { NutVariables as Variables } from "@vebus/gateway"
import { reading as anyReading } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { viewOf } from "../Simulated.ts"
import { known, mains, outage, showing } from "./Upses.ts"

const valuesOf = (from: Variables.Known): Readonly<Record<string, string>> =>
  Object.fromEntries(Variables.all(from).map(({ name, value }) => [name, value]))

describe("variables", () => {
  it.effect("of one unit are those of one phase, with what the unit is", () =>
    Effect.gen(function* () {
      const view = yield* viewOf("multiplus-ii-48-3000-230v")
      const values = valuesOf(known(view.reading!, { view }))
      assert.deepInclude(values, {
        "device.type": "ups",
        "device.mfr": "Victron Energy",
        "ups.mfr": "Victron Energy",
        "driver.name": "vebus",
        "driver.version": "1.2.3",
        "input.phases": "1",
        "output.phases": "1",
        "ups.realpower.nominal": "2400",
        "battery.charge.low": "20",
        "battery.voltage.low": "47"
      })
      assert.closeTo(Number(values["input.voltage"]), view.reading!.acInput![0]!.voltage!, 0.001)
      assert.closeTo(Number(values["battery.voltage"]), view.reading!.battery!.voltage!, 0.001)
      assert.closeTo(Number(values["ups.load"]), (100 * view.reading!.acOutputPower!) / 2400, 0.001)
      const unit = view.identity!.units[0]!
      assert.strictEqual(values["ups.model"], unit.product ?? undefined)
      assert.strictEqual(values["ups.firmware"], String(unit.firmware))
      assert.strictEqual(values["device.serial"], unit.serialNumber ?? undefined)
      assert.notProperty(values, "input.L1-N.voltage")
    })
  )

  it.effect("of three phases are by phase, and their power is that of all", () =>
    Effect.gen(function* () {
      const view = yield* viewOf("three-phase-48-3000")
      const values = valuesOf(known(view.reading!, { view }))
      assert.strictEqual(values["output.phases"], "3")
      for (const phase of [1, 2, 3]) {
        assert.isDefined(values[`input.L${phase}-N.voltage`])
        assert.isDefined(values[`output.L${phase}.current`])
        assert.isDefined(values[`output.L${phase}.realpower`])
      }
      assert.notProperty(values, "input.voltage")
      assert.notProperty(values, "output.L4.current")
      assert.closeTo(Number(values["ups.realpower"]), view.reading!.acOutputPower!, 0.001)
    })
  )

  it("that the unit did not tell are not there: never 0, never invented", () => {
    const values = valuesOf(known(showing({ ...mains, amperes: null, volts: null })))
    for (const name of [
      "battery.charge",
      "battery.current",
      "battery.voltage",
      "battery.temperature",
      "battery.runtime",
      "battery.capacity",
      "input.voltage",
      "output.voltage",
      "ups.realpower",
      "ups.load",
      "ups.alarm",
      "ups.model"
    ])
      assert.notProperty(values, name)
  })

  it("tell how long the battery lasts only where capacity, charge and current are known and it is discharged", () => {
    const battery = { capacity: 200, stop: 37.2 }
    const at = (charge: number | null, amperes: number | null, capacity: number | null = 200) =>
      valuesOf(known(showing({ ...outage, charge, amperes }), { battery: { ...battery, capacity } }))[
        "battery.runtime"
      ]
    assert.strictEqual(at(0.5, -20), "18000")
    assert.isUndefined(at(null, -20))
    assert.isUndefined(at(0.5, null))
    assert.isUndefined(at(0.5, -0.2))
    assert.isUndefined(at(0.5, 20))
    assert.isUndefined(at(0.5, -20, null))
  })

  it("take the voltage where the inverter stops for the low one, unless somebody named another", () => {
    const battery = { capacity: null, stop: 37.2 }
    const low = { stateOfCharge: null, voltage: null, forMillis: 0 }
    const reading = showing(mains)
    assert.deepInclude(valuesOf(known(reading, { battery, nominal: { low, watts: null } })), {
      "battery.voltage.low": "37.2"
    })
    assert.deepInclude(valuesOf(known(reading, { battery })), { "battery.voltage.low": "47" })
  })

  it("are decimal numbers or texts, whatever was read", () => {
    fc.assert(
      fc.property(anyReading(), (reading) => {
        const from = known(reading)
        for (const { name, value } of Variables.all(from)) {
          assert.strictEqual(Variables.one(name, from), value)
          assert.isNotNull(Variables.about(name))
          if (Variables.typeOf(name) === "NUMBER") assert.match(value, /^-?\d+(\.\d+)?$/, name)
        }
      })
    )
  })

  it("have the names of NUT, each once", () => {
    const names = Variables.rows.map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
    for (const name of names)
      assert.match(name, /^(battery|device|driver|input|output|ups)(\.[A-Za-z0-9-]+)+$/)
  })
})
