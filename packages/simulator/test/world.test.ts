/** The plant: powers that balance, values that stay in range, switches and limits that are obeyed. */
import { assert, describe, it } from "@effect/vitest"
import { Profile, Simulator } from "@vebus/simulator"
import fc from "fast-check"
import { host } from "./support/Host.ts"
import { withMains } from "./support/Profiles.ts"

type Live = Simulator.State["system"]["plant"]["live"]

/** What can be measured, every so many milliseconds. */
const samples = (options: Simulator.Options, count: number, every: number): ReadonlyArray<Live> => {
  let state = Simulator.make(options)
  return Array.from({ length: count }, () => {
    ;[state] = Simulator.step(state, state.now + every)
    return state.system.plant.live
  })
}

const byProfile = withMains.map((id) => [id, Profile.profiles[id]] as const)

for (const [id, profile] of byProfile) {
  describe(`the plant of ${id}`, () => {
    it("keeps the balance of powers to the watt, and DC to AC at an efficiency", () =>
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          for (const live of samples({ profile, seed }, 40, 15_000)) {
            assert.strictEqual(live.outputWatts, live.inputWatts - live.inverterWatts)
            const direct = live.batteryVolts * live.batteryAmperes
            assert.isAtMost(direct, Math.max(live.inverterWatts * 0.95, live.inverterWatts / 0.95))
            assert.strictEqual(Math.sign(direct), Math.sign(live.inverterWatts))
          }
        }),
        { numRuns: 10 }
      ))

    it("wanders within what is plausible", () => {
      const nominal = profile.device.acVolts.value
      const battery = profile.device.batteryVolts.value
      for (const live of samples({ profile }, 100, 60_000)) {
        assert.approximately(live.mainsVolts, nominal, 0.07 * nominal)
        assert.isTrue([50, 60].some((hertz) => Math.abs(live.mainsHertz - hertz) <= 0.2))
        assert.isTrue(live.batteryVolts > battery && live.batteryVolts < 1.25 * battery)
        assert.isTrue(live.stateOfCharge >= 0 && live.stateOfCharge <= 1)
      }
    })

    it("moves", () => {
      const seen = samples({ profile }, 20, 60_000)
      for (const read of [
        (live: Live) => live.mainsVolts,
        (live: Live) => live.mainsHertz,
        (live: Live) => live.outputWatts,
        (live: Live) => live.batteryAmperes,
        (live: Live) => live.stateOfCharge
      ]) {
        assert.isAbove(new Set(seen.map(read)).size, 15)
      }
    })

    it("draws no more than the input current limit while the battery can help", () => {
      const from = host({ profile })
      from.ask("07 FF 53 03 32 00 01 80 F1")
      const limit = from.state().system.panel.limitRaw / 10
      for (let minute = 0; minute < 60; minute++) {
        from.wait(60_000)
        const { live } = from.state().system.plant
        assert.isAtMost(live.mainsAmperes, limit + 0.01)
      }
    })

    it("holds its values for a quarter of a second", () => {
      const { state, wait } = host({ profile })
      const { live } = state().system.plant
      wait(249)
      assert.strictEqual(state().system.plant.live, live)
      wait(1)
      assert.notStrictEqual(state().system.plant.live, live)
    })
  })
}

describe("the switch", () => {
  const after = (frame: string): Live => {
    const from = host()
    from.ask(frame)
    from.wait(1000)
    return from.state().system.plant.live
  }

  it("off: nothing flows", () =>
    assert.deepInclude(after("07 FF 53 04 00 80 01 80 A2"), {
      inputWatts: 0,
      outputWatts: 0,
      outputVolts: 0,
      batteryAmperes: 0,
      state: "off"
    }))

  it("inverter only: the battery carries the loads at the voltage of setting 5", () => {
    const live = after("07 FF 53 02 00 80 01 80 A4")
    assert.deepInclude(live, { inputWatts: 0, mainsAmperes: 0, outputVolts: 230, state: "invert-full" })
    assert.strictEqual(live.inverterWatts, -live.outputWatts)
  })

  it("charger only: the battery gives nothing", () => {
    const live = after("07 FF 53 01 00 80 01 80 A5")
    assert.isAtLeast(live.inverterWatts, 0)
    assert.strictEqual(live.state, "charge")
  })
})

describe("the battery", () => {
  const profile = Profile.profiles["multiplus-12-500"]

  it("is charged in bulk, absorption and float, and the state of charge follows", () => {
    const stages: Array<string> = []
    let state = Simulator.make({ profile })
    const charge = () => state.system.devices[0].ram[13]!
    const before = charge()
    for (let minute = 0; minute < 400; minute++) {
      ;[state] = Simulator.step(state, state.now + 60_000)
      const { subState } = state.system.plant.live
      if (stages.at(-1) !== subState) stages.push(subState)
    }
    assert.deepStrictEqual(stages, ["bulk", "absorption", "float"])
    assert.isAbove(charge(), before)
    assert.strictEqual(charge(), 200)
  })

  it("is told full while no capacity is set, whatever it holds", () => {
    const from = host()
    from.wait(3_600_000)
    assert.isBelow(from.state().system.plant.stateOfCharge, 1)
    assert.strictEqual(from.state().system.devices[0].ram[13], 200)
  })

  it("is carried by the energy counters, which roll over", () => {
    const from = host({ profile: Profile.profiles["multiplus-ii-48-3000-120v"], address: 0 })
    const hours = Array.from({ length: 12 }, () => {
      from.wait(3_600_000)
      return from.state().system.devices[0].energyCounts
    })
    assert.isTrue(hours.flat().every((count) => Number.isInteger(count) && count >= 0 && count <= 255))
    const [first, last] = [hours[0]!, hours.at(-1)!]
    // AC1 to the inverter and to the output, and inverter to the output.
    for (const way of [0, 2, 8]) assert.notStrictEqual(last[way], first[way])
    assert.isTrue(hours.some((counts, hour) => hour > 0 && counts[2]! < hours[hour - 1]![2]!))
  })
})
