/** The battery: voltage, resistance, and what goes in and comes out. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as Battery from "../../src/world/Battery.ts"

const battery: Battery.Battery = { fullVolts: 52, ohms: 0.04, fillingOhms: 0.002, ampereHours: 140 }
const HOURS = 0.25 / 3600

const charge = fc.double({ min: 0, max: 1, noNaN: true })

describe("a battery", () => {
  it("stands higher the fuller it is, steeply when nearly empty", () => {
    const volts = Array.from({ length: 101 }, (_, percent) => Battery.openVolts(52, percent / 100))
    for (const [n, each] of volts.entries()) if (n > 0) assert.isAbove(each, volts[n - 1]!)
    assert.strictEqual(volts[100], 52)
    assert.isAbove(volts[5]! - volts[0]!, volts[100]! - volts[5]!)
  })

  it("stores the area under its voltage", () =>
    fc.assert(
      fc.property(charge, (to) => {
        const steps = 2000
        let joules = 0
        for (let n = 0; n < steps; n++) {
          joules += (Battery.openVolts(52, ((n + 0.5) / steps) * to) * to * 140 * 3600) / steps
        }
        assert.approximately(Battery.storedJoules(battery, to), joules, 1e-3 * joules + 1)
      }),
      { numRuns: 30 }
    ))

  it("rises under charge and sags under load, by what its resistance takes", () =>
    fc.assert(
      fc.property(charge, fc.double({ min: -5000, max: 5000, noNaN: true }), (soc, watts) => {
        const open = Battery.openVolts(52, soc)
        const volts = Battery.voltsAt(battery, soc, watts)
        assert.isTrue(watts >= 0 ? volts >= open : volts <= open)
        if (watts >= -Battery.wattsToDraw(battery, soc, HOURS)) {
          assert.isAtLeast((volts - open) * (watts / volts), -1e-9)
        }
      })
    ))

  it("takes what brings it to a voltage, and no more than a current and its room", () =>
    fc.assert(
      fc.property(
        charge,
        fc.double({ min: 40, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 80, noNaN: true }),
        (soc, target, amperes) => {
          const watts = Battery.wattsToCharge(battery, soc, target, amperes, HOURS)
          const volts = Battery.voltsAt(battery, soc, watts)
          assert.isAtMost(watts / volts, amperes + 1e-9)
          assert.isAtMost(volts, Math.max(target, Battery.openVolts(52, soc)) + 1e-9)
          assert.isAtMost(soc + ((watts / volts) * HOURS) / battery.ampereHours, 1 + 1e-12)
        }
      )
    ))

  it("takes less and less at a steady voltage as it fills", () => {
    const amperes = [0.8, 0.9, 0.95, 0.99, 0.995].map((soc) => {
      const watts = Battery.wattsToCharge(battery, soc, 53, 200, HOURS)
      return watts / Battery.voltsAt(battery, soc, watts)
    })
    for (const [n, each] of amperes.entries()) if (n > 0) assert.isBelow(each, amperes[n - 1]!)
    assert.isBelow(amperes.at(-1)!, 0.02 * battery.ampereHours)
  })

  it("gives no more than it holds", () =>
    fc.assert(
      fc.property(charge, (soc) => {
        const watts = Battery.wattsToDraw(battery, soc, HOURS)
        const amperes = -watts / Battery.voltsAt(battery, soc, -watts)
        assert.isAtLeast(soc + (amperes * HOURS) / battery.ampereHours, -1e-9)
      })
    ))
})
