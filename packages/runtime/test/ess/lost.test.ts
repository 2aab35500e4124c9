/**
 * The safety states in a closed loop: meters that fall silent, stand still, turn their sign or are far off, units that tell
 * nothing, batteries at their ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { ClosedLoop, Figures, Setups } from "@vebus/testing/ess"

type Loop = Parameters<typeof ClosedLoop.run>[0]

const loadWatts = 1800
const BEGIN = 40_000
const run = (over: Partial<Loop>) =>
  ClosedLoop.run({
    config: Setups.config(),
    seconds: 120,
    house: () => ({ loadWatts, pvWatts: 0 }),
    unit: ClosedLoop.worseUnit,
    ...over
  })

const phaseAt = ({ moments }: ClosedLoop.Outcome, at: number) => moments[at / ClosedLoop.STEP_MILLIS]!
/** When a state is first there after a time. */
const firstAt = ({ moments }: ClosedLoop.Outcome, phase: string, from: number) =>
  moments.find((moment) => moment.at >= from && moment.phase === phase)?.at ?? Number.POSITIVE_INFINITY

describe("a meter", () => {
  it("that is silent for 40 s: held, faded, at rest 9 s after the last reading, and back within 25 s", () => {
    const outcome = run({
      passes: (reading) => (reading.at > BEGIN + 500 && reading.at < BEGIN + 40_000 ? null : reading)
    })
    assert.strictEqual(phaseAt(outcome, BEGIN + 1000).phase, "active")
    assert.strictEqual(phaseAt(outcome, BEGIN + 2000).phase, "holding")
    assert.strictEqual(phaseAt(outcome, BEGIN + 4000).phase, "fading")
    assert.strictEqual(phaseAt(outcome, BEGIN + 9000).phase, "resting")
    assert.strictEqual(phaseAt(outcome, BEGIN + 9000).setpoint, "rest")
    const fading = Figures.between(outcome.moments, BEGIN + 3000, BEGIN + 9000).map(({ setpoint }) =>
      typeof setpoint === "number" ? setpoint : 0
    )
    fading.forEach((watts, index) => assert.isAtLeast(watts, fading[index - 1] ?? -Infinity))
    const back = Figures.settledAfter(outcome.moments, BEGIN + 40_000, BEGIN + 80_000, 20, 60)
    assert.isAtMost(back, 25_000)
  })

  it("that comes back while the set-point fades is followed at once, from where the unit is", () => {
    const outcome = run({
      passes: (reading) => (reading.at > BEGIN && reading.at < BEGIN + 5000 ? null : reading)
    })
    assert.strictEqual(phaseAt(outcome, BEGIN + 4500).phase, "fading")
    assert.strictEqual(phaseAt(outcome, BEGIN + 5500).phase, "active")
    assert.isAtMost(Figures.settledAfter(outcome.moments, BEGIN + 5000, BEGIN + 40_000, 20, 60), 12_000)
  })

  it("that stays away for ten minutes ends it, and nothing is written any more", () => {
    const outcome = run({ seconds: 700, passes: (reading) => (reading.at > BEGIN ? null : reading) })
    const endedAt = firstAt(outcome, "ended", BEGIN)
    assert.approximately(endedAt, BEGIN + 600_000, 1500)
    assert.isEmpty(outcome.writes.filter(({ at }) => at > endedAt))
  })

  it("that stands still, while the loads fall, is not acted on, and is no meter after 30 s", () => {
    let frozen: number | undefined
    const outcome = run({
      house: (at) => ({ loadWatts: at < BEGIN ? 1800 : 300, pvWatts: 0 }),
      passes: (reading) =>
        reading.at < BEGIN - 5000 ? reading : { ...reading, watts: (frozen ??= reading.watts) }
    })
    const before = phaseAt(outcome, BEGIN - 2000).setpoint
    const during = Figures.between(outcome.moments, BEGIN - 2000, BEGIN + 20_000)
    assert.isTrue(during.every(({ setpoint }) => setpoint === before))
    assert.strictEqual(phaseAt(outcome, BEGIN + 28_000).phase, "resting")
    assert.strictEqual(phaseAt(outcome, BEGIN + 28_000).why, "meter-frozen")
    assert.isAbove(outcome.rejected.frozen ?? 0, 0)
  })

  it.each([false, true])(
    "whose sign is turned is acted on for three seconds at most (a load comes: %s)",
    (comes) => {
      const outcome = run({
        house: (at) => ({ loadWatts: comes && at >= BEGIN + 3000 ? 2800 : 800, pvWatts: 0 }),
        passes: (reading) => (reading.at < BEGIN ? reading : { ...reading, watts: -reading.watts })
      })
      const restsAt = firstAt(outcome, "resting", BEGIN)
      const actsAt = outcome.moments.find(
        ({ at, setpoint }) => at >= BEGIN && typeof setpoint === "number" && Math.abs(setpoint + 780) > 200
      )!.at
      assert.isAtMost(restsAt - actsAt, 3000)
      assert.isAbove(outcome.rejected["wrong-sign"] ?? 0, 0)
    }
  )

  it("whose sign stays turned ends it after three attempts", () => {
    const outcome = run({
      seconds: 400,
      passes: (reading) => (reading.at < BEGIN ? reading : { ...reading, watts: -reading.watts })
    })
    assert.strictEqual(outcome.state.safety.phase, "ended")
    assert.strictEqual(outcome.state.safety.why, "restarts")
  })

  it("that is 20 kW off now and then is not believed then", () => {
    const outcome = run({ meter: { outlier: 0.05 }, seconds: 300 })
    assert.isAbove(outcome.rejected["beyond-fuse"] ?? 0, 3)
    const steady = Figures.between(outcome.moments, BEGIN, 300_000)
    assert.isTrue(
      steady.every(({ setpoint }) => typeof setpoint === "number" && Math.abs(setpoint + 1780) < 120)
    )
  })

  it("whose readings are old or come twice is told from one that lives", () => {
    const outcome = run({
      passes: (reading) => (reading.at < BEGIN ? reading : { ...reading, at: reading.at - 5000 })
    })
    assert.isAbove(outcome.rejected.old ?? 0, 10)
    assert.strictEqual(phaseAt(outcome, BEGIN + 10_000).phase, "resting")
  })
})

describe("a unit", () => {
  it("that tells nothing of itself: its ramp is reckoned with, and after 3 s it is set to rest", () => {
    const outcome = run({ tells: (at) => at < BEGIN })
    assert.strictEqual(phaseAt(outcome, BEGIN + 2500).phase, "active")
    assert.strictEqual(phaseAt(outcome, BEGIN + 3500).phase, "resting")
    assert.strictEqual(phaseAt(outcome, BEGIN + 3500).why, "unit-silent")
    assert.strictEqual(phaseAt(outcome, BEGIN + 60_000).phase, "resting")
  })

  it("that never told anything is never steered", () => {
    const outcome = run({ tells: () => false })
    assert.isEmpty(outcome.writes)
  })
})

describe("a battery", () => {
  /** 48 V with 30 mOhm that loses a volt for each kilowatt-hour. */
  const sagging = (volts: number) => {
    let energy = 0
    let at = 0
    return (now: number, watts: number) => {
      energy += (watts * (now - at)) / 3_600_000_000
      at = now
      return { batteryVolts: volts + energy + (watts / 50) * 0.03, stateOfCharge: null }
    }
  }
  /** How often the battery was begun or stopped to be used, in each ten minutes. */
  const changes = ({ moments }: ClosedLoop.Outcome, minutes: number) => {
    const counts: Array<number> = Array.from({ length: Math.ceil(minutes / 10) }, () => 0)
    moments.forEach(({ setpoint, at }, index) => {
      const before = moments[index - 1]?.setpoint
      const isUsed = typeof setpoint === "number" && setpoint !== 0
      const wasUsed = typeof before === "number" && before !== 0
      if (isUsed !== wasUsed && at > 60_000) counts[Math.floor(at / 600_000)]!++
    })
    return counts
  }

  it.each([46.2, 46.8, 47.5, 48.5])(
    "at %s V that sags under load is spared near its floor, and does not flutter there",
    (volts) => {
      const outcome = run({
        seconds: 3600,
        house: () => ({ loadWatts: 3500, pvWatts: 0 }),
        battery: sagging(volts),
        stepMillis: 50
      })
      for (const count of changes(outcome, 60)) assert.isAtMost(count, 2)
      const { volts: mean } = outcome.state.battery
      assert.isAtLeast(mean!, 45.5)
      assert.isAtMost(Math.abs(outcome.moments.at(-1)!.unitWatts), 1000)
    }
  )

  it.each([55.5, 56.5])("at %s V that rises while it is charged does not flutter at its ceiling", (volts) => {
    const outcome = run({
      seconds: 3600,
      house: () => ({ loadWatts: 0, pvWatts: 3500 }),
      battery: sagging(volts),
      stepMillis: 50
    })
    for (const count of changes(outcome, 60)) assert.isAtMost(count, 2)
  })

  it("at its floor is still charged from what is left over", () => {
    const outcome = run({
      house: (at) => ({ loadWatts: 500, pvWatts: at < 60_000 ? 0 : 2500 }),
      battery: () => ({ batteryVolts: 45.5, stateOfCharge: null })
    })
    assert.strictEqual(phaseAt(outcome, 50_000).why, "battery-floor")
    const last = outcome.moments.at(-1)!
    assert.strictEqual(last.phase, "active")
    assert.isAbove(last.unitWatts, 1500)
  })

  it("of which nothing is known is not used", () => {
    const outcome = run({ battery: (at) => (at < BEGIN ? { batteryVolts: 52 } : { batteryVolts: null }) })
    assert.strictEqual(phaseAt(outcome, BEGIN + 35_000).why, "battery-unknown")
    assert.isTrue(outcome.moments.slice(-100).every(({ setpoint }) => setpoint === "rest"))
  })

  it("with a state of charge at its floor is not discharged, whatever its voltage says", () => {
    const outcome = run({
      config: Setups.config({ battery: { voltageFloor: 46, voltageCeiling: 57, socFloor: 0.2 } }),
      battery: () => ({ batteryVolts: 52, stateOfCharge: 0.19 })
    })
    assert.isTrue(outcome.moments.every(({ unitWatts }) => unitWatts === 0 || Math.abs(unitWatts) < 30))
  })
})
