/**
 * Settings of a unit as the page shows them: found, grouped, marked, and closed where they must not be changed.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Draft from "../../src/settings/Draft.ts"
import * as Entry from "../../src/settings/Entry.ts"
import type { Allowed } from "../../src/Site.ts"
import { read } from "./Documents.ts"

const entries = (allowed?: Allowed) =>
  Effect.map(read, ({ settings, flags }) => Entry.all(settings, flags, allowed))
const named = (all: ReadonlyArray<Entry.Entry>, name: string): Entry.Entry =>
  all.find((entry) => entry.name === name)!

const nothing: Allowed = {
  switch: false,
  limit: null,
  charge: false,
  equalise: false,
  settings: [],
  eeprom: false
}

describe("the settings of a unit", () => {
  it.live("tell value, unit, range and default as this unit told them", () =>
    Effect.gen(function* () {
      const float = named(yield* entries(), "UBatFloat")
      assert.deepInclude(float, {
        key: "setting 3",
        id: 3,
        label: "Float voltage",
        value: "55.2 V",
        defaultText: "55.2 V",
        isChanged: false,
        range: { min: 48, max: 64 },
        group: "charger",
        fixed: null
      })
    })
  )

  it.live("are marked where they are not as this unit came, flags too", () =>
    Effect.gen(function* () {
      const all = yield* entries()
      assert.isTrue(named(all, "IMainsLimitAC1").isChanged)
      assert.isFalse(named(all, "UBatAbsorption").isChanged)
      const flags = all.filter(({ kind }) => kind === "flag")
      assert.isAbove(flags.length, 20)
      for (const { defaultText } of flags) assert.include(["on", "off"], defaultText)
    })
  )

  it.live("have names to choose from where values have names", () =>
    Effect.gen(function* () {
      const curve = named(yield* entries(), "ChargeCharacteristic")
      assert.deepInclude(curve, { kind: "choice", value: "adaptive-batterysafe" })
      assert.deepStrictEqual(curve.choices, ["fixed", "adaptive", "adaptive-batterysafe"])
    })
  )

  it.live("are found by number, by name and by the words of their label", () =>
    Effect.gen(function* () {
      const all = yield* entries()
      const names = (search: string) => Entry.found(all, search).map(({ name }) => name)
      assert.include(names("3"), "UBatFloat")
      assert.notInclude(names("3"), "UBatAbsorption")
      assert.deepStrictEqual(names("ubat_float"), ["UBatFloat"])
      assert.deepStrictEqual(names("voltage ubatfloat"), ["UBatFloat"])
      assert.deepStrictEqual(names("no such thing"), [])
      assert.strictEqual(names("").length, all.length)
    })
  )

  it.live("of the grid code are not there, and those of the system cannot be changed", () =>
    Effect.gen(function* () {
      const all = yield* entries()
      assert.isEmpty(all.filter(({ name }) => /grid/i.test(name)))
      for (const entry of all.filter(({ group }) => group === "system"))
        assert.isNotNull(entry.fixed, entry.name)
    })
  )

  it.live("that a gateway does not allow cannot be changed, and its bounds are those shown", () =>
    Effect.gen(function* () {
      const allowed = { ...nothing, settings: [{ name: "UBatFloat", min: 54, max: null }] }
      const all = yield* entries(allowed)
      assert.deepStrictEqual(named(all, "UBatFloat").range, { min: 54, max: 64 })
      assert.match(named(all, "UBatAbsorption").fixed!, /not allowed/)
      assert.match(named(all, "DisableCharge").fixed!, /not allowed/)
      assert.isNull(named(yield* entries({ ...nothing, charge: true }), "DisableCharge").fixed)
    })
  )
})

describe("what the user wants", () => {
  const numbers: ReadonlyArray<readonly [text: string, unit: string, value: number | null]> = [
    ["13.5", "V", 13.5],
    ["13,5 V", "V", 13.5],
    [" 13.5v ", "V", 13.5],
    ["−5", "°C", -5],
    [".5", "", 0.5],
    ["13.5 A", "V", null],
    ["1e3", "V", null],
    ["", "V", null],
    ["13.5.1", "V", null],
    ["0x10", "", null]
  ]
  it("is a number as people type it, or none", () => {
    for (const [text, unit, value] of numbers) assert.strictEqual(Draft.numberOf(text, unit), value, text)
  })

  it.live("is what differs from what is stored, checked against the range of the unit", () =>
    Effect.gen(function* () {
      const all = yield* entries()
      const float = named(all, "UBatFloat")
      const curve = named(all, "ChargeCharacteristic")
      const charge = named(all, "DisableCharge")
      let draft: Draft.Draft = new Map()
      draft = Draft.withText(draft, float, "55.20")
      assert.strictEqual(draft.size, 0)
      draft = Draft.withText(draft, float, "54,5")
      draft = Draft.withText(draft, curve, "fixed")
      draft = Draft.withText(draft, charge, "on")
      draft = Draft.withPanel(draft, Draft.LIMIT, "12 A")
      draft = Draft.withPanel(draft, Draft.SWITCH, "charger-only")
      assert.deepStrictEqual(Draft.changes(draft, all, "eeprom"), {
        to: "eeprom",
        settings: { UBatFloat: 54.5, ChargeCharacteristic: "fixed" },
        flags: { DisableCharge: true },
        switch: "charger-only",
        limit: 12
      })
      assert.isNull(Draft.problem(float, "54.5"))
      assert.match(Draft.problem(float, "65")!, /from 48 to 64 V, found 65 V/)
      assert.match(Draft.problem(float, "high")!, /expected a number/)
      assert.strictEqual(Draft.withText(draft, float, "55.2").size, 4)
    })
  )

  it("goes nowhere that can be chosen where it is the switch or the limit alone", () => {
    const draft = Draft.withPanel(new Map(), Draft.LIMIT, "none")
    assert.isFalse(Draft.hasStored(draft))
    assert.deepStrictEqual(Draft.changes(draft, [], "eeprom"), { limit: "none" })
  })
})
