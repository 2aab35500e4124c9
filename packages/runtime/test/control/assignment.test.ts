/**
 * Assignments: from words to changes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, RamVariable, Setting } from "@vebus/codec"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Assignment from "../../src/control/Assignment.ts"

const parsed = (text: string, to: "ram" | "eeprom" = "ram"): unknown =>
  Result.getOrElse(Assignment.parse(text, to), (wrong) => wrong)

describe("NAME=VALUE", () => {
  it.each([
    ["UBatFloat=13.5", { _tag: "Setting", id: 3, to: "ram", wanted: { value: 13.5 } }],
    ["u_bat_float = 13.5V", { _tag: "Setting", id: 3, to: "ram", wanted: { value: 13.5 } }],
    ["3=raw:1350", { _tag: "Setting", id: 3, to: "ram", wanted: { raw: 1350 } }],
    ["vsUsage=Dedicated-Ignore-AC-Input", { _tag: "Setting", id: 15, to: "ram", wanted: { raw: 3 } }],
    ["vsUsage=3", { _tag: "Setting", id: 15, to: "ram", wanted: { value: 3 } }],
    [
      "vsUsage=0.5",
      'vsUsage: expected not-used, auxiliary-relay, ignore-ac-input, dedicated-ignore-ac-input, dedicated-generator-control, auxiliary-relay-and-dedicated-ignore-ac-input, ignore-ac-input-and-dedicated-generator-control, or its number; found "0.5"'
    ],
    ["vstonFanOn=Unused", { _tag: "Setting", id: 23, to: "ram", wanted: { unused: true } }],
    ["UBatFloat=unused", 'UBatFloat: expected a number in V, or raw:WORD, found "unused"'],
    ["DisableCharge=on", { _tag: "Flag", flag: 6, on: true, to: "ram" }],
    ["disable_charge=No", { _tag: "Flag", flag: 6, on: false, to: "ram" }],
    ["=5", 'expected NAME=VALUE, found "=5"'],
    ["UBatFloat=", 'UBatFloat: expected a number in V, or raw:WORD, found ""'],
    ["UBatFloat=on", 'UBatFloat: expected a number in V, or raw:WORD, found "on"'],
    ["DisableCharge=1", 'DisableCharge: expected on or off, found "1"'],
    ["300=1", 'there is no setting "300". "vebus settings list" shows those there are'],
    [
      "Frobnicate=1",
      'there is no setting or flag "Frobnicate". "vebus settings list" and "vebus flags list" show those there are'
    ]
  ])("%s", (text, expected) => assert.deepStrictEqual(parsed(text), expected))

  it("finds every setting and every flag by its name, and no name means both", () => {
    for (const { id, name } of Setting.all) {
      assert.isNull(Flag.byName(name), name)
      assert.containsSubset(parsed(`${name}=raw:1`, "eeprom"), { _tag: "Setting", id, to: "eeprom" })
    }
    for (const { flag, name } of Flag.all) {
      assert.containsSubset(parsed(`${name}=off`), { _tag: "Flag", flag, on: false })
    }
  })

  it("takes every value by its name, and no number for a name", () => {
    for (const { id, name, values = {} } of Setting.all) {
      for (const [raw, valueName] of Object.entries(values)) {
        assert.containsSubset(parsed(`${name}=${valueName}`), { id, wanted: { raw: Number(raw) } })
        assert.match(valueName, /[a-z]/)
      }
    }
  })

  it("is any text at all, and never more than a refusal", () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const result = Assignment.parse(`${name}=${value}`, "ram")
        if (Result.isFailure(result)) assert.isNotEmpty(result.failure)
      })
    ))
})

describe("a RAM variable", () => {
  it("takes a number in its unit, on and off, and a raw word", () => {
    const voltage = RamVariable.all.find(({ unit }) => unit === "V")!
    const wanted = (text: string): unknown => {
      const change = Result.getOrThrow(Assignment.ram(voltage.name, text))
      return "wanted" in change && change.wanted
    }
    assert.deepStrictEqual(wanted("12.5V"), { value: 12.5 })
    assert.deepStrictEqual(wanted("off"), { on: false })
    assert.deepStrictEqual(wanted("raw:7"), { raw: 7 })
  })
})

describe("several", () => {
  it("are as many changes, or what is wrong with the first that is", () => {
    const all = (...texts: ReadonlyArray<string>) =>
      Assignment.all(texts.map((text) => Assignment.parse(text, "ram")))
    assert.strictEqual(Result.getOrThrow(all("UBatFloat=13.5", "DisableCharge=on")).length, 2)
    assert.deepStrictEqual(
      all("UBatFloat=13.5", "DisableCharge=2", "x"),
      Result.fail('DisableCharge: expected on or off, found "2"')
    )
  })
})
