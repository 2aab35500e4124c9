/** Changes from outside and scenarios of them: as JSON, and what they do. */
import { assert, describe, it } from "@effect/vitest"
import { LedMasks } from "@vebus/codec"
import { Change, Profile, Scenario, Simulator } from "@vebus/simulator"
import fc from "fast-check"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { change, scenario } from "./support/Changes.ts"
import { type Host, host } from "./support/Host.ts"
import { withMains } from "./support/Profiles.ts"

const live = (from: Host) => from.state().system.plant.live

describe("a change", () => {
  it("is plain JSON, there and back", () =>
    fc.assert(
      fc.property(change, (each) => {
        const text = JSON.stringify(Schema.encodeSync(Change.Change)(each))
        assert.deepStrictEqual(Result.getOrThrow(Change.decode(JSON.parse(text))), each)
      })
    ))

  it("that is none is refused, and says what is wrong and where", () => {
    const wrong = [
      [{ change: "mains" }, /on/],
      [{ change: "load", watts: -1 }, /watts/],
      [{ change: "load", watts: 100, phase: 5 }, /phase/],
      [{ change: "state-of-charge", ratio: 50 }, /ratio/],
      [{ change: "panel", position: "up" }, /position/],
      [{ change: "hold", ram: { 4: 70_000 } }, /4/],
      [{ change: "explode" }, /change/],
      [{}, /change/],
      ["mains", /./]
    ] as const
    for (const [json, message] of wrong) {
      const failure = Result.getOrThrow(Result.flip(Change.decode(json)))
      assert.match(failure.message, message)
    }
  })

  it("of any kind at any time leaves a simulation that goes on", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(Profile.profiles) as ReadonlyArray<Profile.ProfileId>)),
        fc.array(fc.tuple(fc.nat(3000), change), { maxLength: 8 }),
        (id, changes) => {
          let state = Simulator.make({ profile: Profile.profiles[id] })
          for (const [wait, each] of changes) {
            ;[state] = Simulator.step(state, state.now + wait)
            state = Simulator.control(state, each)
            const [next, , wakeAt] = Simulator.step(state, state.now)
            assert.isAbove(wakeAt, next.now)
            state = next
          }
        }
      ),
      { numRuns: 50 }
    ))

  it("of the loads is shared by the phases, or concerns one, until chance takes over again", () => {
    const from = host({ profile: Profile.profiles["split-phase-48-3000-120v"] })
    const loads = () => from.state().system.plant.loads.map(({ loadWatts }) => loadWatts)
    from.change({ change: "load", watts: 700 })
    assert.deepStrictEqual(loads(), [350, 350])
    from.change({ change: "load", watts: 100, phase: 2 })
    from.wait(60_000)
    assert.deepStrictEqual(loads(), [350, 100])
    from.change({ change: "load", watts: null })
    from.wait(60_000)
    assert.isTrue(loads().every((watts) => watts !== 350 && watts !== 100))
  })

  it("of the charge is seen in RAM 13 where the unit has a capacity, and in the truth", () => {
    const from = host({ profile: Profile.profiles["multiplus-12-500"], address: 0 })
    from.change({ change: "state-of-charge", ratio: 0.3 })
    const [sent] = from.ask("04 FF 58 30 0D 68")
    assert.strictEqual(sent!.truth!.raw[13], 60)
    assert.approximately(sent!.truth!.plant.stateOfCharge, 0.3, 1e-3)
  })
})

describe("what is held", () => {
  it("is shown whatever is measured, until it is released", () => {
    const from = host({ address: 0, winmonMode: "long", varyDcBytes: false })
    from.change({
      change: "hold",
      ram: { 4: 1441, 5: 40, 7: 0x88, 99: 7 },
      leds: { on: 3, blink: 0 },
      state: "unknown-183",
      subState: "absorption"
    })
    from.wait(60_000)
    assert.deepStrictEqual(from.askHex("03 FF 46 00 B8"), [
      "0F 20 00 00 00 00 0C A1 05 00 00 00 28 00 00 88 6F"
    ])
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 03 00 00 00 80 00 2A"])
    assert.deepStrictEqual(from.askHex("04 FF 58 0E 00 97"), ["05 FF 58 94 B7 02 57"])
    assert.strictEqual(from.askHex("03 FF 46 01 B7")[0]!.split(" ")[5], "B7")
    assert.isUndefined(from.state().system.devices[0].ram[99])
    from.change({ change: "release" })
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 01 0C 00 00 80 00 20"])
    assert.isAbove(from.state().system.devices[0].ram[4]!, 5000)
  })

  it("adds up, and belongs to one unit", () => {
    const from = host({ profile: Profile.profiles["three-phase-48-3000"] })
    from.change({ change: "hold", address: 1, ram: { 4: 1 } })
    from.change({ change: "hold", address: 1, ram: { 5: 2 } })
    from.wait(5000)
    const [first, second] = from.state().system.devices
    assert.deepStrictEqual([second!.ram[4], second!.ram[5]], [1, 2])
    assert.notStrictEqual(first.ram[4], 1)
    from.change({ change: "release", address: 0 })
    assert.strictEqual(from.state().system.devices[1]!.ram[4], 1)
  })
})

describe("a scenario", () => {
  it("is plain JSON, there and back", () => {
    for (const each of Object.values(Scenario.scenarios)) {
      const text = JSON.stringify(Schema.encodeSync(Scenario.Scenario)(each))
      assert.deepStrictEqual(Result.getOrThrow(Scenario.decode(JSON.parse(text))), each)
    }
  })

  it("is called by its id, and its steps stand in order", () => {
    for (const [id, { id: own, steps }] of Object.entries(Scenario.scenarios)) {
      assert.strictEqual(own, id)
      assert.deepStrictEqual(
        steps.map(({ at }) => at),
        steps.map(({ at }) => at).toSorted((one, other) => one - other)
      )
    }
  })

  it("does what its changes do when somebody makes them at their times", () =>
    fc.assert(
      fc.property(scenario, fc.integer(), (any, seed) => {
        let state = Simulator.make({ seed })
        for (const { at, do: each } of any.steps.toSorted((one, other) => one.at - other.at)) {
          ;[state] = Simulator.step(state, at * 1000)
          state = Simulator.control(state, each)
        }
        ;[state] = Simulator.step(state, 8000)
        const [other] = Simulator.step(Simulator.make({ seed, scenario: any }), 8000)
        assert.deepStrictEqual(other, state)
      }),
      { numRuns: 50 }
    ))

  /** What a unit does in a scenario, each thing once, in order. */
  const story = (
    id: Scenario.ScenarioId,
    seconds: number,
    profile?: Profile.Profile
  ): ReadonlyArray<string> => {
    const from = host({ scenario: Scenario.scenarios[id], ...(profile === undefined ? {} : { profile }) })
    const seen: Array<string> = []
    for (let second = 0; second < seconds; second++) {
      from.wait(1000)
      const { system } = from.state()
      const said = system.power.isAsleep || system.power.isUnplugged ? "silence" : live(from).state
      if (seen.at(-1) !== said) seen.push(said)
    }
    return seen
  }

  const ordinary = Profile.profiles["multiplus-ii-48-5000-mk3"]
  const stories = {
    "mains-lost": ["charge", "invert-full", "charge"],
    "battery-low": ["charge", "invert-full", "down", "charge"],
    overload: ["charge", "invert-full", "down", "invert-full", "charge"],
    generator: ["charge", "invert-full", "charge", "invert-full", "charge"],
    "peak-load": ["charge", "power-assist"],
    overheated: ["charge", "bypass", "charge"],
    "other-panel": ["charge"],
    asleep: ["charge", "silence", "off", "charge"],
    "bus-pulled": ["charge", "silence", "charge"]
  } as const satisfies Record<Scenario.ScenarioId, ReadonlyArray<string>>

  for (const [id, expected] of Object.entries(stories) as ReadonlyArray<
    [Scenario.ScenarioId, ReadonlyArray<string>]
  >) {
    it(`${id}: ${expected.join(", ")}`, () => {
      const seen = story(id, 640, ordinary)
      assert.deepStrictEqual(seen.slice(0, expected.length), expected)
    })
  }

  for (const id of withMains) {
    const profile = Profile.profiles[id]
    it(`of a low battery stops the inverter of ${id}`, () =>
      assert.deepStrictEqual(story("battery-low", 400, profile).slice(1, 3), ["invert-full", "down"]))
  }

  it("lights the lamps of a mains that was lost", () => {
    const from = host({ scenario: Scenario.scenarios["mains-lost"] })
    from.wait(15_000)
    const leds = from.askOne("02 FF 4C B3")
    if (leds._tag !== "LedsReply") throw new Error(leds._tag)
    assert.deepInclude(LedMasks.lampStates(leds)!, { mains: "off", inverter: "on" })
  })
})
