/**
 * The state document of a unit over any reading: every figure stands where a table says that was not made from the code, it
 * parses back, and nothing that is absent is a number; the units of Home Assistant's entities are those of a second table.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { UnitFacts, UnitState } from "@vebus/gateway"
import { reading } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { discovered, fresh } from "../Simulated.ts"

type Figure = (from: Reading.Reading) => unknown

const phase =
  (
    side: "acInput" | "acOutput",
    number: number,
    figure: "voltage" | "current" | "power" | "frequency"
  ): Figure =>
  (from) =>
    from[side]?.find((each) => each.phase === number)?.[figure] ?? null

/** Where each figure stands. */
const table: Readonly<Record<string, Figure>> = {
  "battery.voltage": ({ battery }) => battery?.voltage ?? null,
  "battery.current": ({ battery }) => battery?.current ?? null,
  "battery.power": ({ battery }) => battery?.power ?? null,
  "battery.stateOfCharge": ({ battery }) => battery?.stateOfCharge ?? null,
  "battery.temperature": ({ battery }) => battery?.temperature ?? null,
  "acInput.L1.voltage": phase("acInput", 1, "voltage"),
  "acInput.L1.power": phase("acInput", 1, "power"),
  "acOutput.L1.current": phase("acOutput", 1, "current"),
  "acOutput.L1.frequency": phase("acOutput", 1, "frequency"),
  "acOutput.L3.voltage": phase("acOutput", 3, "voltage"),
  acInputPower: (from) => from.acInputPower,
  acOutputPower: (from) => from.acOutputPower,
  "device.state": ({ device }) => device?.state ?? null,
  "device.chargeState": ({ device }) => device?.chargeState ?? null,
  "leds.lowBattery": ({ leds }) => leds?.lowBattery ?? null,
  "vebusError.code": ({ vebusError }) => vebusError?.code ?? null,
  "switch.requested": (from) => from.switch?.requested ?? null,
  "switch.front": (from) => from.switch?.front ?? null,
  "currentLimit.actual": ({ currentLimit }) => currentLimit?.actual ?? null,
  "currentLimit.maximum": ({ currentLimit }) => currentLimit?.maximum ?? null,
  activeInput: (from) => from.activeInput
}

const isNear = (found: unknown, wanted: number): boolean =>
  typeof found === "number" && Math.abs(found - wanted) <= Math.abs(wanted) * 1e-5

const made = (view: Parameters<typeof UnitState.make>[0], address: number, home: number) =>
  UnitState.make(view, { address, home, phases: 4, inForce: UnitState.unknown, now: 0 })

describe("the state of a unit", () => {
  it("has each figure in its place, which parses back, and null where nothing is known", () => {
    fc.assert(
      fc.property(reading(), (read) => {
        const view = fresh({ site: "van", reading: read })
        const home = UnitState.homeOf(read)!
        const document = JSON.parse(UnitState.toJson(made(view, home, home))) as UnitState.Document
        for (const [path, of] of Object.entries(table)) {
          const [found, wanted] = [UnitState.at(document, path), of(read)]
          if (typeof wanted === "number") assert.isTrue(isNear(found, wanted), `${path}: ${String(wanted)}`)
          else assert.strictEqual(found, wanted, path)
        }
      })
    )
  })

  it("has the same keys without a fresh reading, and no figure: totals of energy alone go on", () => {
    fc.assert(
      fc.property(reading(), (read) => {
        const view = fresh({ site: "van", reading: read })
        const home = UnitState.homeOf(read)!
        const gone = { ...view, fresh: false, link: "asleep" as const, reason: "asleep" }
        const pathsOf = (document: UnitState.Document) =>
          UnitState.scalars(document)
            .map(([path]) => path)
            .filter((path) => !path.startsWith("alarms"))
        const document = made(gone, home, home)
        assert.sameMembers(pathsOf(document), pathsOf(made(view, home, home)))
        const told = UnitState.scalars(document).filter(([, text]) => text !== null)
        assert.sameMembers(
          told.map(([path]) => path),
          ["schema", "ts", "fresh", "reason"]
        )
      })
    )
  })

  it("gives each figure as a text of its own too, which is empty where it is not known", () => {
    fc.assert(
      fc.property(reading(), (read) => {
        const view = fresh({ site: "van", reading: read })
        const home = UnitState.homeOf(read)!
        const texts = new Map(UnitState.scalars(made(view, home, home)))
        for (const [path, of] of Object.entries(table)) {
          const [text, wanted] = [texts.get(path.replaceAll(".", "/")), of(read)]
          if (wanted === null) assert.isNull(text, path)
          else if (typeof wanted === "number") assert.isTrue(isNear(Number(text), wanted), `${path} ${text}`)
          else assert.strictEqual(text, wanted, path)
        }
      })
    )
  })
})

describe("the entities", () => {
  /** By what their keys end in. */
  const units: ReadonlyArray<readonly [end: RegExp, deviceClass: string, unit: string]> = [
    [/voltage(_l\d)?$/, "voltage", "V"],
    [/(current|current_limit)(_l\d)?$/, "current", "A"],
    [/(power(_l\d|_total)?|setpoint)$/, "power", "W"],
    [/frequency(_l\d)?$/, "frequency", "Hz"],
    [/energy(_in|_out|_returned)?$/, "energy", "kWh"],
    [/soc$/, "battery", "%"],
    [/temperature$/, "temperature", "°C"]
  ]

  it("have the units of their figures", () => {
    const view = fresh({ site: "van", reading: null })
    const facts = {
      ...UnitFacts.learn(null, view, 0),
      units: 2,
      phases: 3,
      inputs: 1,
      limit: { minimum: 1, maximum: 50 }
    }
    const { components } = discovered(facts)
    let measured = 0
    for (const [key, component] of Object.entries(components)) {
      if (component.platform !== "sensor" && component.platform !== "number") continue
      const [, deviceClass, unit] = units.find(([end]) => end.test(key)) ?? []
      assert.strictEqual(component["unit_of_measurement"], unit, key)
      if (unit === undefined) continue
      assert.strictEqual(component["device_class"], deviceClass, key)
      measured++
    }
    assert.isAbove(measured, 35)
  })
})
