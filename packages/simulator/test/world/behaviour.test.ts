/** What the units make of mains, loads and battery: transfer, charging, power assist, shutdowns and alarms. */
import { assert, describe, it } from "@effect/vitest"
import { Flag, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import { type Change, Profile, type Simulator } from "@vebus/simulator"
import { type Host, host } from "../support/Host.ts"

const profile = Profile.profiles["multiplus-ii-48-5000-mk3"]

/** A unit without assistants, and what was done to it. */
const unit = (...changes: ReadonlyArray<Change.Change>): Host => {
  const from = host({ profile, address: 0, winmonMode: "long" })
  for (const change of changes) from.change(change)
  return from
}

const live = (from: Host) => from.state().system.plant.live
const leds = (from: Host) => from.askHex("02 FF 4C B3")[0]!.split(" ").slice(3, 6).join(" ")
const set = (from: Host, id: number, raw: number) =>
  from.ask(WinmonEnvelope.request("X", WriteViaId.setting(id, raw as Words.Raw16, "ram")))
const mainsOff = { change: "mains", on: false } as const
const mainsOn = { change: "mains", on: true } as const
const load = (watts: number) => ({ change: "load", watts }) as const
const charge = (ratio: number) => ({ change: "state-of-charge", ratio }) as const

describe("mains", () => {
  it("lost: the battery carries the loads without a gap, and the frequency stays in the register", () => {
    const from = unit(load(700))
    const { mainsHertz } = live(from)
    from.change(mainsOff)
    assert.deepInclude(live(from), {
      mainsVolts: 0,
      mainsAmperes: 0,
      mainsHertz,
      inputWatts: 0,
      outputWatts: 700,
      outputVolts: 230,
      inverterWatts: -700,
      state: "invert-full"
    })
    assert.strictEqual(leds(from), "10 00 00")
  })

  it("back: accepted after it has been good for a while", () => {
    const from = unit(mainsOff, mainsOn)
    assert.isAbove(live(from).mainsVolts, 200)
    assert.strictEqual(live(from).state, "invert-full")
    from.wait(10_000)
    assert.strictEqual(live(from).state, "charge")
  })

  it("out of the limits of settings 44 to 47: not accepted, until it is well inside them", () => {
    const from = unit()
    set(from, 44, 200)
    from.change({ change: "mains", on: true, volts: 190 })
    assert.strictEqual(live(from).state, "invert-full")
    from.change({ change: "mains", on: true, volts: 203 })
    from.wait(30_000)
    assert.strictEqual(live(from).state, "invert-full")
    from.change({ change: "mains", on: true, volts: 215 })
    from.wait(12_000)
    assert.strictEqual(live(from).state, "charge")
  })

  it("of a strange frequency: accepted only when flag 27 allows it", () => {
    const from = unit()
    const strange = { change: "mains", on: true, hertz: 62 } as const
    from.change(strange)
    from.wait(12_000)
    assert.strictEqual(live(from).state, "charge")
    set(from, 1, (profile.settings[1] as { raw: number }).raw & ~Flag.maskOf(27))
    from.wait(1000)
    assert.strictEqual(live(from).state, "invert-full")
  })

  it("lost with the switch on charger only: nothing comes out", () => {
    const from = unit({ change: "panel-frame", position: "charger-only" }, mainsOff)
    assert.deepInclude(live(from), { state: "off", outputVolts: 0, outputWatts: 0 })
  })
})

describe("the charger", () => {
  it("follows the absorption voltage, the float voltage and the current that are set", () => {
    const from = unit(load(0), charge(0.5))
    assert.approximately(live(from).batteryAmperes, 70, 0.1)
    set(from, 4, 30)
    from.wait(1000)
    assert.approximately(live(from).batteryAmperes, 30, 0.1)
    set(from, 2, 5500)
    set(from, 4, 70)
    from.wait(1000)
    assert.strictEqual(live(from).subState, "absorption")
    assert.approximately(live(from).batteryVolts, 55, 0.1)
    from.ask("04 FF 58 0E 03 94")
    set(from, 3, 5450)
    from.wait(1000)
    assert.strictEqual(live(from).subState, "float")
    assert.approximately(live(from).batteryVolts, 54.5, 0.1)
  })

  it("ends absorption after the time that is set, when the curve is fixed", () => {
    const from = unit(load(0), charge(0.5))
    set(from, 10, 1)
    set(from, 9, 1)
    set(from, 2, 5500)
    from.wait(3_500_000)
    assert.strictEqual(live(from).subState, "absorption")
    from.wait(200_000)
    assert.strictEqual(live(from).subState, "float")
  })

  it("is off with flag 6: the mains passes through, and the battery rests", () => {
    const from = unit(load(500), charge(0.5))
    from.ask("07 FF 58 37 03 00 54 81 93")
    from.wait(1000)
    assert.deepInclude(live(from), { state: "bypass", inverterWatts: 0, outputWatts: 500, inputWatts: 500 })
    assert.strictEqual(leds(from), "01 00 00")
    from.ask("07 FF 58 37 03 00 14 81 D3")
    from.wait(1000)
    assert.strictEqual(live(from).state, "charge")
  })

  it("starts over once a full battery has been drawn on", () => {
    const from = unit(load(0), charge(1))
    from.wait(60_000)
    assert.strictEqual(live(from).subState, "float")
    from.change(charge(0.5))
    assert.strictEqual(live(from).subState, "bulk")
  })

  it("charges a cold battery less than a warm one is meant to take only down to the temperature of setting 86", () => {
    const from = unit(load(0), charge(0.5), { change: "temperature", battery: 2 })
    assert.isAbove(live(from).batteryAmperes, 10)
    // (raw - 41) / 2 is 5 °C.
    set(from, 86, 51)
    from.wait(1000)
    assert.deepInclude(live(from), { batteryAmperes: 0, state: "bypass" })
    from.change({ change: "temperature", battery: 10 })
    assert.isAbove(live(from).batteryAmperes, 10)
  })

  it("lowers its voltages for a warm battery by the slope of setting 87, unless it is a lithium battery", () => {
    const volts = (flags: number) => {
      const from = unit(load(0), charge(0.98), { change: "temperature", battery: 45, ambient: 45 })
      set(from, 60, flags)
      from.wait(60_000)
      return live(from).batteryVolts
    }
    assert.approximately(volts(Flag.maskOf(36)), 57.6, 0.1)
    assert.approximately(volts(0), 57.6 - (20 * 829) / 12_800, 0.1)
  })
})

describe("the input current limit", () => {
  const heavy = () => unit(charge(0.6), { change: "panel-frame", position: "on", limit: 10 }, load(3500))

  it("is kept by drawing on the battery, with flag 5", () => {
    const from = heavy()
    assert.strictEqual(live(from).state, "power-assist")
    assert.isAtMost(live(from).mainsAmperes, 10)
    assert.isBelow(live(from).batteryAmperes, 0)
    assert.strictEqual(live(from).outputWatts, 3500)
    assert.strictEqual(leds(from), "01 10 00")
  })

  it("is exceeded without flag 5, which is warned of", () => {
    const from = heavy()
    set(from, 0, (profile.settings[0] as { raw: number }).raw & ~Flag.maskOf(5))
    from.wait(1000)
    assert.isAbove(live(from).mainsAmperes, 10)
    assert.strictEqual(leds(from), "05 20 04")
  })

  it("leaves the charger what the loads do not take", () => {
    const from = unit(charge(0.5), load(0), { change: "panel-frame", position: "on", limit: 6 })
    assert.approximately(live(from).mainsAmperes, 6, 0.05)
    assert.isBelow(live(from).batteryAmperes, 30)
  })
})

describe("a low battery", () => {
  const low = () => unit(mainsOff, load(300))

  it("is warned of below the pre-alarm voltage of settings 11, 12 and 63", () => {
    const from = low()
    from.change(charge(0.02))
    assert.strictEqual(leds(from), "10 40 02")
    set(from, 63, 32_768 - 500)
    from.wait(1000)
    assert.strictEqual(leds(from), "10 00 00")
  })

  it("stops the inverter below setting 11, and lets it start again above 11 and 12", () => {
    const from = low()
    from.change(charge(0.005))
    assert.deepInclude(live(from), { state: "down", outputWatts: 0, outputVolts: 0 })
    assert.strictEqual(leds(from), "40 00 20")
    from.change(charge(0.025))
    assert.strictEqual(live(from).state, "down")
    from.change(charge(0.2))
    assert.strictEqual(live(from).state, "invert-full")
  })

  it("stops it sooner when setting 11 is higher, after a restart as its access byte demands", () => {
    const from = low()
    from.change(charge(0.3))
    assert.deepStrictEqual(
      from.askHex(WinmonEnvelope.request("X", WriteViaId.setting(11, 5200 as Words.Raw16, "eeprom"))),
      ["04 FF 58 88 01 1C"]
    )
    from.wait(1000)
    assert.strictEqual(live(from).state, "invert-full")
    from.ask("07 FF 46 08 34 12 78 56 98")
    from.change(charge(0.1))
    from.wait(2000)
    assert.strictEqual(live(from).state, "down")
  })

  it("is saved by the mains, which charges it", () => {
    const from = low()
    from.change(charge(0.005))
    from.change(mainsOn)
    from.wait(10_000)
    assert.strictEqual(live(from).state, "charge")
    assert.isAbove(live(from).batteryAmperes, 10)
  })
})

describe("an overload", () => {
  it("is warned of, and carried for ten seconds", () => {
    const from = unit(charge(0.8), mainsOff, load(5500))
    assert.strictEqual(leds(from), "10 20 04")
    from.wait(5000)
    assert.strictEqual(live(from).outputWatts, 5500)
    from.wait(5000)
    assert.deepInclude(live(from), { state: "down", outputWatts: 0 })
    assert.strictEqual(leds(from), "20 00 40")
  })

  it("stops the inverter at once when it is far too much, and again after each rest", () => {
    const from = unit(charge(0.8), mainsOff, load(9000))
    assert.strictEqual(live(from).state, "down")
    from.wait(60_000)
    assert.strictEqual(live(from).state, "down")
    from.change(load(500))
    from.wait(31_000)
    assert.deepInclude(live(from), { state: "invert-full", outputWatts: 500, alarms: 0 })
  })

  it("is over when the mains is there", () => {
    const from = unit(charge(0.8), mainsOff, load(9000), mainsOn)
    from.wait(12_000)
    assert.strictEqual(live(from).outputWatts, 9000)
  })
})

describe("a hot unit", () => {
  it("warns, stops, and starts again when it has cooled down", () => {
    const from = unit(charge(0.8), mainsOff, load(300))
    from.change({ change: "temperature", unit: 90 })
    assert.strictEqual(leds(from), "10 80 01")
    from.change({ change: "temperature", unit: 96 })
    assert.strictEqual(live(from).state, "down")
    assert.strictEqual(leds(from), "80 00 10")
    from.change({ change: "temperature", unit: 80 })
    assert.strictEqual(live(from).state, "down")
    from.change({ change: "temperature", unit: 70 })
    assert.strictEqual(live(from).state, "invert-full")
  })

  it("grows hot by its work", () => {
    const from = unit(charge(1), mainsOff, load(4000), { change: "temperature", ambient: 60 })
    from.wait(2_400_000)
    assert.isAbove(from.state().system.plant.protection.unitCelsius, 85)
  })

  it("passes the mains through and does not charge", () => {
    const from = unit(charge(0.5), load(300), { change: "temperature", unit: 100 })
    assert.deepInclude(live(from), { state: "bypass", inverterWatts: 0, outputWatts: 300 })
    assert.strictEqual(leds(from), "81 00 10")
  })
})

describe("the alarms", () => {
  it("stand in the AC input configuration as in the LED reply, but not in its form of three bytes", () => {
    const changes = [mainsOff, load(50), charge(0.02)]
    const from = unit(...changes)
    const config = from.askOne("03 FF 46 05 B3")
    assert.deepInclude(config, { alarms: 2 })
    const options: Simulator.Options = { profile: Profile.profiles["multiplus-12-500"] }
    const other = host(options)
    changes.forEach(other.change)
    assert.strictEqual(other.state().system.devices[0].alarms, 2)
    assert.deepStrictEqual(other.askHex("02 FF 4C B3"), ["05 FF 4C 10 40 00 60"])
  })
})
