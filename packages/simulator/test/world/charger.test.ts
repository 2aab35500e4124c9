/** The stages of the charger, over hours and days. */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Charger from "../../src/world/Charger.ts"
import type { Orders, Rules } from "../../src/world/Orders.ts"
import * as Simulator from "../../src/simulation/Simulator.ts"

const STEPS_PER_HOUR = 4 * 3600

const { site } = Simulator.make({ profile: Profile.profiles["multiplus-12-500"] }).system.plant
const { rules: found } = Simulator.make({ profile: Profile.profiles["multiplus-12-500"] }).system.rules

const ordersOf = (rules: Partial<Rules>, forced: Orders["forced"] = null): Orders => ({
  charge: true,
  invert: true,
  limitAmperes: 16,
  forced,
  managers: ["none"],
  rules: { ...found, ...rules }
})

const charging: Charger.Seen = { volts: 13, amperes: 20, stateOfCharge: 0.5, celsius: 25, isPowered: true }
const absorbing: Charger.Seen = { ...charging, volts: 14.4, amperes: 10, stateOfCharge: 0.8 }
const full: Charger.Seen = { ...charging, volts: 13.8, amperes: 0, stateOfCharge: 1 }

/** The charger after it has seen the same for so many hours. */
const after = (
  charger: Charger.State,
  hours: number,
  seen: Charger.Seen,
  orders: Orders = ordersOf({})
): Charger.State => {
  let state = charger
  for (let step = 0; step < hours * STEPS_PER_HOUR; step++)
    state = Charger.next(state, orders, site.battery, seen)
  return state
}

const { initial } = Charger
const floating = after(after(initial, 1, absorbing), 9, absorbing)

describe("bulk", () => {
  it("ends at the absorption voltage, which a warm battery reaches sooner", () => {
    assert.strictEqual(after(initial, 5, charging).stage, "bulk")
    assert.strictEqual(after(initial, 0.1, absorbing).stage, "absorption")
    const nearly = { ...absorbing, volts: 14.2 }
    assert.strictEqual(after(initial, 0.1, nearly).stage, "bulk")
    assert.strictEqual(after(initial, 0.1, { ...nearly, celsius: 40 }).stage, "absorption")
  })

  it("is given up after ten hours, unless flag 4 is set, until the mains has been away", () => {
    const limited = ordersOf({ bulkUnlimited: false })
    assert.strictEqual(after(initial, 9.9, charging, limited).stage, "bulk")
    const stopped = after(initial, 10.1, charging, limited)
    assert.strictEqual(stopped.stage, "bulk-stopped")
    assert.strictEqual(Charger.targetVolts(stopped, limited, 25), 0)
    assert.strictEqual(after(stopped, 0.1, { ...charging, isPowered: false }, limited).stage, "bulk")
    assert.strictEqual(after(initial, 30, charging, ordersOf({ bulkUnlimited: true })).stage, "bulk")
  })
})

describe("absorption", () => {
  it("lasts as long as is set with a fixed curve", () => {
    const fixed = ordersOf({ adaptive: false, absorptionSeconds: 2 * 3600 })
    assert.strictEqual(after(initial, 1.9, absorbing, fixed).stage, "absorption")
    assert.strictEqual(after(initial, 2.1, absorbing, fixed).stage, "float")
  })

  it("lasts by the length of bulk with an adaptive curve, an hour at least", () => {
    const bulk = after(initial, 0.2, charging)
    assert.strictEqual(after(bulk, 3.9, absorbing).stage, "absorption")
    assert.strictEqual(after(bulk, 4.1, absorbing).stage, "float")
    assert.strictEqual(after(initial, 0.9, absorbing).stage, "absorption")
    assert.strictEqual(after(initial, 1.1, absorbing).stage, "float")
  })

  it("ends when the current has died away", () =>
    assert.strictEqual(after(initial, 0.1, { ...absorbing, amperes: 0.4 }).stage, "float"))

  it("starts over once the battery is drawn on", () => {
    const absorption = after(initial, 0.5, absorbing)
    assert.strictEqual(after(absorption, 0.001, { ...absorbing, amperes: -5 }).stage, "bulk")
  })
})

describe("float", () => {
  it("gives way to storage after a day with flag 11, at a lower voltage", () => {
    assert.strictEqual(floating.stage, "float")
    const storing = ordersOf({ stores: true })
    assert.strictEqual(after(floating, 14, full, storing).stage, "float")
    const stored = after(floating, 24, full, storing)
    assert.strictEqual(stored.stage, "storage")
    assert.isBelow(Charger.targetVolts(stored, storing, 25), Charger.targetVolts(floating, storing, 25))
    assert.strictEqual(after(floating, 48, full, ordersOf({ stores: false })).stage, "float")
  })

  it("is interrupted by repeated absorption, as often and as long as is set", () => {
    const often = ordersOf({ repeatedEverySeconds: 6 * 3600, repeatedSeconds: 1800 })
    // It has been floating for longer than that.
    const repeated = after(floating, 0.1, full, often)
    assert.strictEqual(repeated.stage, "repeated-absorption")
    assert.strictEqual(Charger.targetVolts(repeated, often, 25), found.absorptionVolts)
    const ended = after(repeated, 0.5, full, often)
    assert.strictEqual(ended.stage, "float")
    assert.strictEqual(after(ended, 5.8, full, often).stage, "float")
    assert.strictEqual(after(ended, 6.1, full, often).stage, "repeated-absorption")
  })

  it("ends when the battery has been drawn on, not by little", () => {
    const reached = after(floating, 0.1, full)
    assert.strictEqual(after(reached, 0.1, { ...full, stateOfCharge: 0.95 }).stage, "float")
    assert.strictEqual(after(reached, 0.1, { ...full, stateOfCharge: 0.9 }).stage, "bulk")
  })
})

describe("a demanded state", () => {
  it("sets the voltage, and the charger goes on from there", () => {
    const volts = (forced: Orders["forced"]) => Charger.targetVolts(initial, ordersOf({}, forced), 25)
    assert.strictEqual(volts("float"), found.floatVolts)
    assert.strictEqual(volts("forced-absorption"), found.absorptionVolts)
    assert.isAbove(volts("equalise"), found.absorptionVolts)
    assert.strictEqual(after(initial, 0.1, charging, ordersOf({}, "float")).stage, "float")
    assert.strictEqual(after(floating, 0.1, full, ordersOf({}, "equalise")).stage, "absorption")
  })
})
