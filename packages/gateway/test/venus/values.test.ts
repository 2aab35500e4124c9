/**
 * Sites as the values of a GX device: the simulated products, and each state under its number.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { Permissions, UnitState, VenusValues } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Asked from "../../src/venus/Asked.ts"
import { fresh, products, viewOf } from "../Simulated.ts"
import { reading } from "./Shown.ts"

const options: VenusValues.Options = {
  instance: 288,
  version: "1.0.0",
  permissions: Permissions.none,
  inForce: UnitState.unknown
}

const valuesOf = (found: Reading.Reading, inForce = UnitState.unknown) =>
  Object.fromEntries(VenusValues.of(fresh({ site: "van", reading: found }), { ...options, inForce }))

describe("the values of a site", () => {
  for (const product of products)
    it.effect(`${product}: are those of its reading`, () =>
      Effect.gen(function* () {
        const view = yield* viewOf(product)
        const values = VenusValues.of(view, options)
        const { battery, acOutput, acInputPower } = view.reading!
        assert.strictEqual(values.get("Dc/0/Voltage"), battery!.voltage)
        assert.strictEqual(values.get("Dc/0/Current"), battery!.current)
        assert.strictEqual(values.get("Ac/ActiveIn/P"), acInputPower)
        assert.strictEqual(values.get("Ac/Out/L1/P"), acOutput![0]!.power)
        assert.isString(values.get("ProductName"))
        for (const [path, value] of values) {
          assert.match(path, /^[A-Za-z0-9]+(\/[A-Za-z0-9]+)*$/)
          assert.isTrue(value === null || typeof value === "string" || Number.isFinite(value), path)
        }
      })
    )

  it("is not known while the reading is old, and none of them is 0 for that", () => {
    const stale = VenusValues.of(fresh({ site: "van", reading: reading(26), fresh: false }), options)
    const now = VenusValues.of(fresh({ site: "van", reading: reading(26) }), options)
    assert.deepStrictEqual([...stale.keys()], [...now.keys()])
    for (const path of ["Dc/0/Voltage", "State", "Mode", "Ac/ActiveIn/ActiveInput", "Alarms/Overload", "Soc"])
      assert.isNull(stale.get(path), path)
    assert.strictEqual(stale.get("Connected"), 0)
    assert.strictEqual(stale.get("DeviceInstance"), 288)
  })

  const device = (state: string, chargeState: string | null = null) =>
    ({ device: { state, chargeState } }) as unknown as Partial<Reading.Reading>
  const states: ReadonlyArray<readonly [Partial<Reading.Reading>, number | null]> = [
    [device("off"), 0],
    [device("invert-aes"), 1],
    [device("charge", "bulk-stopped"), 2],
    [device("charge", "bulk"), 3],
    [device("charge", "forced-absorption"), 4],
    [device("charge", "float"), 5],
    [device("charge", "storage"), 6],
    [device("charge", "equalise"), 7],
    [device("bypass"), 8],
    [device("invert-full"), 9],
    [device("power-assist"), 10],
    [device("unknown-77"), null],
    [device("charge", "unknown-77"), null]
  ]
  it.each(states)("state %j is /State %j", (found, expected) => {
    assert.strictEqual(valuesOf(reading(26, found))["State"], expected)
  })

  it("tells external control while a set-point is held, and which input is in use", () => {
    assert.strictEqual(valuesOf(reading(26), { ...UnitState.unknown, essSetpoint: -500 })["State"], 252)
    assert.strictEqual(valuesOf(reading(26))["Ac/ActiveIn/ActiveInput"], 0)
    assert.strictEqual(valuesOf(reading(26, { activeInput: 2 }))["Ac/ActiveIn/ActiveInput"], 1)
    assert.strictEqual(valuesOf(reading(26, device("invert-full")))["Ac/ActiveIn/ActiveInput"], 240)
  })

  it("tells warnings as 1 and alarms as 2", () => {
    const values = valuesOf(reading(26, { alarms: { warnings: ["overload", "ripple"], alarms: ["ripple"] } }))
    assert.deepInclude(values, { "Alarms/Overload": 1, "Alarms/Ripple": 2, "Alarms/LowBattery": 0 })
  })
})

describe("what clients ask for", () => {
  const parse = (topic: string, text: string) => Asked.parse("p", topic, Buffer.from(text))
  const all: ReadonlyArray<readonly [string, string, object | null]> = [
    ["R/p/keepalive", "", { _tag: "KeepAlive", isFull: true, echo: null }],
    ["R/p/keepalive", '["vebus/+/Dc/#"]', { _tag: "KeepAlive", isFull: true, echo: null }],
    [
      "R/p/keepalive",
      '{"keepalive-options":["suppress-republish"]}',
      { _tag: "KeepAlive", isFull: false, echo: null }
    ],
    [
      "R/p/keepalive",
      '{"keepalive-options":[{"full-publish-completed-echo":"abc"}]}',
      { _tag: "KeepAlive", isFull: true, echo: "abc" }
    ],
    ["R/p/vebus/288/Dc", "", { _tag: "Read", path: "vebus/288/Dc" }],
    ["R/q/keepalive", "", null],
    ["W/p/vebus/288/Mode", '{"value":3}', { _tag: "Write", instance: 288, path: "Mode", value: 3 }],
    ["W/p/vebus/288/Mode", "3", null],
    ["W/p/vebus/288/Mode", "{", null],
    ["W/p/vebus/288/Mode", `{"value":"${"x".repeat(5000)}"}`, null],
    ["W/p/battery/288/Mode", '{"value":3}', null]
  ]
  it.each(all)("%s %s", (topic, text, expected) => {
    assert.deepEqual(parse(topic, text), expected as never)
  })

  it("bytes that are no text are nothing", () => {
    assert.isNull(Asked.parse("p", "W/p/vebus/288/Mode", Uint8Array.of(0xff, 0xfe, 0)))
  })

  it("becomes a change only where a GX would have one", () => {
    assert.deepEqual(Asked.changeOf("Mode", 1), { target: "mode", value: "charger-only" })
    assert.deepEqual(Asked.changeOf("Hub4/DisableCharge", 1), { target: "charge_enabled", value: false })
    assert.deepEqual(Asked.changeOf("Ac/In/1/CurrentLimit", 12.5), { target: "current_limit", value: 12.5 })
    assert.deepEqual(Asked.changeOf("Hub4/L1/AcPowerSetpoint", -700), { target: "ess_setpoint", value: -700 })
    for (const [path, value] of [
      ["Mode", 5],
      ["Mode", "toString"],
      ["Mode", null],
      ["Hub4/L1/AcPowerSetpoint", "100"],
      ["Hub4/L2/AcPowerSetpoint", 100],
      ["SystemReset", 0],
      ["constructor", 1],
      ["VebusSetChargeState", "2"]
    ] as const)
      assert.isNull(Asked.changeOf(path, value), path)
  })
})
