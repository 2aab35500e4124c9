/**
 * Discovery documents obey every rule of Home Assistant, for every simulated product and for any reading; what their
 * templates pick out of the state is what the reading says, and nothing that is absent is a number.
 */
import { assert, describe, it } from "@effect/vitest"
import { Discovery, Permissions, UnitFacts, UnitState } from "@vebus/gateway"
import { reading } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { fresh, products, viewOf } from "../Simulated.ts"
import { complaints } from "./Checker.ts"
import { render } from "./Rendered.ts"

const everything: Permissions.Permissions = {
  switch: true,
  limit: { min: 6, max: 16 },
  charge: true,
  equalise: true,
  standby: true,
  reset: true,
  ess: { min: -2000, max: 2000 },
  essMode: true,
  essTarget: { min: -500, max: 500 },
  settings: [],
  eeprom: false
}

const options = (allow: Permissions.Permissions): Discovery.Options => ({
  site: "van",
  base: "vebus",
  prefix: "homeassistant",
  version: "1.0.0",
  allow,
  interval: 1000,
  configurationUrl: "http://gateway.local:8090"
})

type View = Parameters<typeof UnitFacts.learn>[1]

const factsOf = (view: View) =>
  UnitState.addressesOf(view.reading).map((address) => UnitFacts.learn(null, view, address))

const stateOf = (view: View, facts: UnitFacts.UnitFacts) =>
  JSON.parse(
    UnitState.toJson(
      UnitState.make(view, {
        address: facts.address,
        home: facts.home,
        phases: facts.phases,
        inForce: UnitState.unknown,
        now: 0
      })
    )
  ) as Readonly<Record<string, unknown>>

/** A view whose unit says what it is. */
const named = (view: View, address: number, product: string) =>
  ({
    ...view,
    identity: { units: [{ address, product, firmware: 1 }], adapter: { kind: "MK3" } }
  }) as unknown as View

const keysOf = (document: Discovery.Document) => Object.keys(document.components)

/** The states of all components that the state document feeds. */
const states = (document: Discovery.Document, state: Readonly<Record<string, unknown>>) =>
  Object.entries(document.components)
    .filter(
      ([, { value_template, state_topic }]) => value_template !== undefined && state_topic === undefined
    )
    .map(([key, component]) => [key, component, render(String(component["value_template"]), state)] as const)

describe("the discovery document", () => {
  for (const product of products) {
    it.effect(`of ${product} obeys every rule, read-only and with all that may be allowed`, () =>
      Effect.gen(function* () {
        const view = yield* viewOf(product)
        const units = factsOf(view)
        assert.isAbove(units.length, 0)
        for (const facts of units) {
          for (const allow of [Permissions.none, everything]) {
            const made = options(allow)
            const document = Discovery.make(facts, made)
            assert.deepStrictEqual(complaints(document, Discovery.topicOf(made, facts.address)), [])
            for (const [key, component, state] of states(document, stateOf(view, facts))) {
              const values = component["options"] as ReadonlyArray<string> | undefined
              if (state !== "None" && values !== undefined) assert.include(values, state, key)
            }
          }
          const shows = Object.values(Discovery.make(facts, options(Permissions.none)).components)
          assert.isTrue(
            shows.every(
              ({ platform, command_topic }) => platform.endsWith("sensor") && command_topic === undefined
            ),
            "nothing is offered that is not allowed"
          )
        }
      })
    )
  }

  it.effect("has what the unit has, and nothing else: phases, charger, inputs, limits", () =>
    Effect.gen(function* () {
      const make = (view: View, address = 0) =>
        Discovery.make(
          factsOf(view).find((facts) => facts.address === address)!,
          options(everything)
        )
      const single = make(yield* viewOf("multiplus-ii-48-3000-230v"))
      assert.includeMembers(keysOf(single), [
        "battery_voltage",
        "ac_in_voltage",
        "ac_out_power",
        "mode",
        "standby"
      ])
      assert.notInclude(keysOf(single), "ac_in_voltage_l2")
      assert.notInclude(keysOf(single), "battery_soc", "its battery monitor is off")
      assert.deepInclude(single.components["input_current_limit"], { min: 6, max: 16, step: 0.1 })

      const three = make(yield* viewOf("three-phase-48-3000"))
      assert.includeMembers(keysOf(three), ["ac_in_voltage_l2", "ac_out_power_l3", "ac_in_power_total"])
      assert.notInclude(keysOf(three), "ac_in_voltage_l4")

      const inverter = make(yield* viewOf("phoenix-12-1200"))
      assert.deepStrictEqual(
        keysOf(inverter).filter((key) => /^ac_in|charge|bulk|float|absorption|limit|mains/.test(key)),
        []
      )
      assert.deepStrictEqual(inverter.components["mode"]?.["options"], ["on", "off"])

      const old = make(yield* viewOf("multi-12-3000-mk2"))
      assert.notInclude(keysOf(old), "standby", "an MK2 has no standby line")

      const view = yield* viewOf("parallel-48-5000")
      const second = make(view, 3)
      assert.include(keysOf(second), "unit_ac_out_power")
      assert.notInclude(keysOf(second), "battery_voltage", "the system's figures are in one document")
      assert.strictEqual(second.device["via_device"], "vebus_van_0")
    })
  )

  it.effect("has grid control where a meter is followed: a mode and a target where these are allowed", () =>
    Effect.gen(function* () {
      const plain = yield* viewOf("multiplus-ii-48-3000-230v")
      const following = {
        ...plain,
        ess: {
          phase: "active",
          message: "it follows the meter",
          mode: "hold",
          target: 20,
          setpoint: -700,
          gridPower: null,
          unitPower: -690,
          readings: 10,
          rejected: {},
          setpoints: 3
        } as const
      }
      const make = (view: View, allow: Permissions.Permissions) =>
        Discovery.make(UnitFacts.learn(null, view, 0), options(allow))
      const ours = ["ess_state", "ess_mode", "ess_target", "ess_setpoint"]
      const of = (view: View, allow: Permissions.Permissions) =>
        keysOf(make(view, allow)).filter((key) => ours.includes(key))
      assert.deepStrictEqual(of(plain, everything), ["ess_setpoint"])
      assert.deepStrictEqual(of(following, Permissions.none), ["ess_state"])
      assert.deepStrictEqual(of(following, everything), ["ess_state", "ess_mode", "ess_target"])
      const document = make(following, everything)
      assert.deepStrictEqual(complaints(document), [])
      assert.notInclude(keysOf(document), "grid_power", "the meter has told nothing of now")
      assert.deepInclude(document.components["ess_target"], { min: -500, max: 500 })
      const [mode, target] = ["ess_mode", "ess_target"].map((key) =>
        render(
          String(document.components[key]!["value_template"]),
          stateOf(following, UnitFacts.learn(null, following, 0))
        )
      )
      assert.deepStrictEqual([mode, target], ["hold", "20"], "as it was read back")
    })
  )

  it("holds for any reading: nothing absent is a number, everything else is as it was read", () => {
    fc.assert(
      fc.property(reading(), (read) => {
        const view = fresh({ site: "van", reading: read })
        for (const facts of factsOf(view)) {
          const document = Discovery.make(facts, options(everything))
          assert.deepStrictEqual(complaints(document), [])
          const figures = UnitFacts.figuresOf(facts)
          for (const [key, , state] of states(document, stateOf(view, facts))) {
            const figure = figures.find((each) => each.key === key)
            if (figure === undefined) continue
            const value = UnitState.at(stateOf(view, facts), figure.path)
            if (value === null) assert.strictEqual(state, "None", key)
            else if (figure.form._tag === "Plain")
              assert.strictEqual(state, String(value as string | number), key)
            else if (typeof value === "number") assert.isTrue(Number.isFinite(Number(state)), key)
          }
        }
      })
    )
  })

  it("keeps what was seen once while it is absent, and forgets it with the product", () => {
    fc.assert(
      fc.property(reading(), reading(), (first, second) => {
        const view = fresh({ site: "van", reading: first })
        const [address] = UnitState.addressesOf(first)
        const known = UnitFacts.learn(null, view, address!)
        const later = fresh({
          site: "van",
          reading: { ...second, units: first.units, address: first.address }
        })
        const grown = UnitFacts.learn(known, later, address!)
        for (const key of known.shown) assert.isTrue(grown.shown.has(key), key)
        const old = { ...known, product: "MultiPlus 12/3000/120" }
        const other = UnitFacts.learn(old, named(view, address!, "Quattro 48/10000/140-2x100"), address!)
        assert.deepStrictEqual(other.shown, UnitFacts.learn(null, view, address!).shown)
      })
    )
  })

  it("takes away components that are gone, with their platform alone, and then without them", () => {
    const view = fresh({ site: "van", reading: null })
    const facts = UnitFacts.learn(null, view, 0)
    const full = Discovery.make(
      { ...facts, inputs: 1, limit: { minimum: 1, maximum: 50 } },
      options(everything)
    )
    const bare = Discovery.make({ ...facts, inputs: 1 }, options(Permissions.none))
    const retiring = Discovery.retiring(Discovery.published(full), bare) as Discovery.Document
    assert.deepStrictEqual(retiring.components["mode"], { platform: "select" })
    assert.deepStrictEqual(retiring.components["link"], bare.components["link"])
    assert.isNull(Discovery.retiring(Discovery.published(bare), bare))
    assert.deepStrictEqual(Discovery.read(JSON.stringify(full)), Discovery.published(full))
    assert.isNull(Discovery.read("{"))
    assert.isNull(Discovery.read('{"components": []}'))
  })

  it("is complained about where it is wrong: the checker sees each rule", () => {
    const view = fresh({ site: "van", reading: null })
    const good = Discovery.make(UnitFacts.learn(null, view, 0), options(everything))
    const with_ = (change: object) => complaints({ ...good, ...change })
    const component = (change: object) =>
      complaints({ ...good, components: { a: { ...good.components["link"], ...change } } })
    assert.isTrue(with_({ "~": "vebus" }).some(({ fatal }) => fatal))
    assert.isTrue(with_({ device: {} }).some(({ fatal }) => fatal))
    assert.isTrue(with_({ origin: { sw: "1" } }).some(({ fatal }) => fatal))
    assert.isTrue(component({ platform: "gauge" }).some(({ fatal }) => fatal))
    assert.isTrue(component({ unique_id: undefined }).some(({ fatal }) => fatal))
    for (const change of [
      { object_id: "a" },
      { entity_category: "config" },
      { device_class: "voltage" },
      { expire_after: 3 },
      { default_entity_id: "vebus_link" },
      { platform: "sensor", device_class: "enum" },
      { platform: "sensor", device_class: "energy", unit_of_measurement: "kWh", state_class: "measurement" },
      { platform: "number" },
      { platform: "select", command_topic: "a", options: ["None"] }
    ])
      assert.isAbove(component(change).length, 0, JSON.stringify(change))
  })
})
