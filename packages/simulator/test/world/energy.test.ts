/**
 * No energy comes from nowhere: over any settings, changes from outside and times, at every step and in the long run.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  EnergyCounters,
  EnergyTotals,
  Frames,
  Switch,
  WinmonEnvelope,
  type Words,
  WriteViaId
} from "@vebus/codec"
import { Profile, Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"
import fc from "fast-check"
import * as Battery from "../../src/world/Battery.ts"
import { plantChange } from "../support/Changes.ts"
import { host } from "../support/Host.ts"

const TICK_MILLIS = 250
const SECONDS = TICK_MILLIS / 1000
const COUNT = 65_536
/** Share of the power that gets through a converter. */
const EFFICIENCY = 0.94

/** Any word for one of the settings that the plant follows, or for the set-point and the control word of ESS. */
const write: fc.Arbitrary<Frames.Request> = fc
  .record({
    setting: fc.boolean(),
    id: fc.constantFrom(0, 2, 3, 4, 5, 6, 9, 10, 11, 12, 44, 46, 60, 63, 86, 87),
    ram: fc.constantFrom(131, 132),
    share: fc.double({ min: 0, max: 1, noNaN: true })
  })
  .map(({ setting, id, ram, share }) => {
    const known = Profile.profiles[Profile.defaultProfile].settings.find((entry) => entry.id === id)!
    if (!setting || "supported" in known) {
      const word = (
        ram === 131 ? Math.round(share * 6000 - 3000) & 0xffff : Math.round(share * 3)
      ) as Words.Raw16
      return WinmonEnvelope.request("X", WriteViaId.ram(ram, word))
    }
    const word = Math.round(known.min + share * (known.max - known.min)) as Words.Raw16
    return WinmonEnvelope.request("X", WriteViaId.setting(id, word, "ram"))
  })

const event = fc.record({
  change: fc.option(plantChange),
  write: fc.option(write),
  ticks: fc.integer({ min: 1, max: 120 })
})

const story = fc.record({
  profile: fc.constantFrom(...(Object.keys(Profile.profiles) as ReadonlyArray<Profile.ProfileId>)),
  seed: fc.integer(),
  stateOfCharge: fc.double({ min: 0, max: 1, noNaN: true }),
  events: fc.array(event, { minLength: 1, maxLength: 12 })
})

/** Goes through a story, and shows every state of the plant with the one before it. */
const follow = (
  { profile, seed, stateOfCharge, events }: typeof story extends fc.Arbitrary<infer A> ? A : never,
  onTick: (state: Simulator.State, before: Simulator.State) => void
): void => {
  let state = Simulator.make({ profile: Profile.profiles[profile], seed, address: 0, line: "unpaced" })
  state = Simulator.control(state, { change: "state-of-charge", ratio: stateOfCharge })
  for (const { change, write, ticks } of events) {
    if (change !== null) state = Simulator.control(state, change)
    if (write !== null) [state] = Simulator.step(state, state.now, Result.getOrThrow(Frames.toWire(write)))
    for (let tick = 0; tick < ticks; tick++) {
      const before = state
      ;[state] = Simulator.step(state, state.now + TICK_MILLIS)
      onTick(state, before)
    }
  }
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

const keeps = ({ device }: Profile.Profile): boolean => device.countersClearedWhenOff === undefined

describe("energy", () => {
  it("balances to the watt in every unit at every step, and converters and battery only lose", () =>
    fc.assert(
      fc.property(story, (told) =>
        follow(told, ({ system: { plant } }, { system: { plant: before } }) => {
          for (const unit of plant.units) {
            assert.isTrue([unit.inputWatts, unit.outputWatts, unit.inverterWatts].every(Number.isSafeInteger))
            assert.strictEqual(unit.outputWatts, unit.inputWatts - unit.inverterWatts)
            assert.isAtLeast(unit.outputWatts, 0)
            if (!unit.isOnMains) assert.strictEqual(unit.inputWatts, 0)
            const direct = unit.batteryVolts * unit.batteryAmperes
            const share = unit.inverterWatts >= 0 ? EFFICIENCY : 1 / EFFICIENCY
            assert.approximately(direct, unit.inverterWatts * share, 1e-6)
          }
          const open = Battery.openVolts(plant.site.battery.fullVolts, before.stateOfCharge)
          const amperes = sum(plant.units.map(({ batteryAmperes }) => batteryAmperes))
          assert.isAtLeast((plant.live.batteryVolts - open) * amperes, -1e-9)
          assert.isTrue(plant.stateOfCharge >= 0 && plant.stateOfCharge <= 1)
        })
      ),
      { numRuns: 60 }
    ))

  it("comes out, is stored or is lost as it went in, over time", () =>
    fc.assert(
      fc.property(story, (told) => {
        const joules = { in: 0, out: 0, lost: 0, stored: 0 }
        follow(told, ({ system: { plant } }, { system: { plant: before } }) => {
          const { battery } = plant.site
          const { batteryVolts } = plant.live
          const open = Battery.openVolts(battery.fullVolts, before.stateOfCharge)
          for (const { inputWatts, outputWatts, inverterWatts, batteryAmperes } of plant.units) {
            joules.in += inputWatts * SECONDS
            joules.out += outputWatts * SECONDS
            joules.lost += (inverterWatts - open * batteryAmperes) * SECONDS
          }
          joules.stored +=
            Battery.storedJoules(battery, plant.stateOfCharge) -
            Battery.storedJoules(battery, before.stateOfCharge)
          assert.isFinite(batteryVolts)
        })
        const moved = Math.abs(joules.in) + joules.out + joules.lost + Math.abs(joules.stored)
        assert.approximately(joules.in, joules.out + joules.stored + joules.lost, 1 + moved * 1e-3)
      }),
      { numRuns: 60 }
    ))

  it("is what the energy counters count", () =>
    fc.assert(
      fc.property(story, (told) => {
        let ways: ReadonlyArray<Array<number>> = []
        let isKept = true
        follow(told, ({ system: { devices, plant, power } }) => {
          if (ways.length === 0) ways = plant.units.map(() => EnergyCounters.counters.map(() => 0))
          plant.units.forEach(({ inputWatts, outputWatts }, unit) => {
            const drawn = Math.max(inputWatts, 0)
            const through = Math.min(drawn, outputWatts)
            const watts = [
              drawn - through,
              0,
              through,
              0,
              Math.max(-inputWatts, 0),
              0,
              0,
              0,
              outputWatts - through,
              0
            ]
            watts.forEach((each, way) => (ways[unit]![way]! += each * SECONDS))
          })
          // The first step of a simulation comes before the first that is seen here.
          const slack = 0.25
          // Counters survive no loss of power, and in some units no switch.
          isKept &&= !power.isAsleep && devices.every((device) => keeps(device.model.profile))
          plant.energy.forEach(({ flowed, counts }, unit) => {
            flowed.forEach((joules, way) => assert.approximately(joules, ways[unit]![way]!, slack * COUNT))
            if (!isKept) return
            counts.forEach((each, way) => {
              const difference = (((each - ways[unit]![way]! / COUNT) % 256) + 256) % 256
              assert.isTrue(difference < slack || difference > 256 - slack)
            })
          })
        })
      }),
      { numRuns: 30 }
    ))

  it("is told by 0F: an hour without mains is what the loads took from the inverter", () => {
    const from = host({ profile: Profile.profiles["multiplus-ii-48-5000-mk3"], address: 0 })
    const counts = () => {
      const reply = from.askOne(WinmonEnvelope.request("X", EnergyCounters.request))
      if (reply._tag !== "WinmonReply" || reply.reply._tag !== "EnergyCountersReply")
        throw new Error(reply._tag)
      return reply.reply
    }
    from.ask({ ...offMains, position: "inverter-only" })
    from.change({ change: "load", watts: 1000 })
    let totals = EnergyTotals.add(EnergyTotals.initial, counts())
    from.wait(3_600_000)
    totals = EnergyTotals.add(totals, counts())
    const joules = EnergyTotals.joules(totals)
    assert.approximately(joules.inverterToOutput, 3_600_000, 1.1 * COUNT)
    assert.strictEqual(joules.acIn1ToOutput, 0)
    assert.strictEqual(joules.acIn1ToInverter, 0)
  })
})

const offMains = Switch.Request.make({
  position: "none",
  limitRaw: Switch.NO_LIMIT,
  flags: Switch.Flags.limitInAmperes
})
