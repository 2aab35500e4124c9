/** Writes: stored and active settings, limits, access levels, two-step writes, RAM. */
import { assert, describe, it } from "@effect/vitest"
import { ReadSetting, TwoStepWrite, type Winmon, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import { Profile, type Simulator } from "@vebus/simulator"
import { type Host, host } from "./support/Host.ts"

const raw = (word: number): Words.Raw16 => word as Words.Raw16
const unit = (winmonMode: "short" | "long", options: Simulator.Options = {}): Host =>
  host({ address: 0, winmonMode, ...options })
const hex = (from: Host, command: Winmon.Request) => from.askHex(WinmonEnvelope.request("X", command))

const absorption = 2
const float = 3
const stored = (from: Host, id: number) => from.state().system.devices[0].stored[id]
const active = (from: Host, id: number) => from.state().system.devices[0].active[id]

describe("a write of a setting by 37", () => {
  it("is stored and acts with flags 01", () => {
    const from = unit("long")
    assert.deepStrictEqual(hex(from, WriteViaId.setting(absorption, raw(5400), "eeprom")), ["03 FF 58 88 1E"])
    assert.deepStrictEqual(hex(from, ReadSetting.request(absorption)), ["05 FF 58 86 18 15 F1"])
    assert.strictEqual(active(from, absorption), 5400)
  })

  it("acts alone with flags 03, invisible to 31, and is lost at a restart", () => {
    const from = unit("long")
    hex(from, WriteViaId.setting(absorption, raw(5400), "ram"))
    assert.deepStrictEqual(hex(from, ReadSetting.request(absorption)), ["05 FF 58 86 B4 14 56"])
    assert.deepStrictEqual([stored(from, absorption), active(from, absorption)], [5300, 5400])
    from.ask("07 FF 46 08 34 12 78 56 98")
    assert.strictEqual(active(from, absorption), 5300)
  })

  it("is acknowledged with two bytes in short mode", () =>
    assert.deepStrictEqual(hex(unit("short"), WriteViaId.setting(absorption, raw(5400), "eeprom")), [
      "05 FF 58 88 00 00 1C"
    ]))

  it("is refused outside its limits, and changes nothing", () => {
    for (const value of [4799, 6401]) {
      const from = unit("long")
      assert.deepStrictEqual(hex(from, WriteViaId.setting(absorption, raw(value), "eeprom")), [
        "04 FF 58 80 08 1D"
      ])
      assert.deepStrictEqual([stored(from, absorption), active(from, absorption)], [5300, 5300])
    }
  })

  it("is refused for a setting that the unit lacks, and with unknown flags", () => {
    const from = unit("long")
    assert.deepStrictEqual(hex(from, WriteViaId.setting(13, raw(1), "ram")), ["04 FF 58 80 02 23"])
    const strange: WriteViaId.Request = { ...WriteViaId.setting(absorption, raw(5400), "ram"), flags: 5 }
    assert.deepStrictEqual(hex(from, strange), ["04 FF 58 80 01 24"])
  })

  it("is never range-checked for a flag word", () => {
    const from = unit("long")
    assert.deepStrictEqual(from.askHex("07 FF 58 37 01 00 54 81 95"), ["03 FF 58 88 1E"])
    assert.strictEqual(stored(from, 0), 0x8154)
  })

  it("says that a restart is needed, and acts after it", () => {
    const from = unit("long")
    assert.deepStrictEqual(from.askHex("07 FF 58 37 01 40 D0 07 53"), ["04 FF 58 88 01 1C"])
    assert.deepStrictEqual([stored(from, 64), active(from, 64)], [2000, 0])
    from.ask("07 FF 46 08 00 00 00 00 AC")
    assert.strictEqual(active(from, 64), 2000)
  })

  it("names the access level that it needs", () =>
    assert.deepStrictEqual(hex(unit("long"), WriteViaId.setting(81, raw(1), "eeprom")), [
      "04 FF 58 9B 01 09"
    ]))

  it("moves what the plant does next", () => {
    const profile = Profile.profiles["multiplus-12-500"]
    const from = unit("long", { profile })
    const amperes = () => from.state().system.plant.live.batteryAmperes
    assert.isAbove(amperes(), 19)
    hex(from, WriteViaId.setting(4, raw(5), "ram"))
    from.wait(1000)
    assert.approximately(amperes(), 5, 0.1)
  })
})

describe("a write of a RAM variable by 37", () => {
  it("is acknowledged in the form of the mode, with and without flag 02", () => {
    assert.deepStrictEqual(unit("long").askHex("07 FF 5A 37 00 83 72 01 73"), ["03 FF 5A 87 1D"])
    assert.deepStrictEqual(unit("short").askHex("07 FF 5A 37 02 83 72 01 71"), ["05 FF 5A 87 00 00 1B"])
  })

  it("is read back from a word of an assistant", () => {
    const from = unit("long")
    from.ask("07 FF 5A 37 02 84 08 00 DB")
    assert.strictEqual(from.state().system.devices[0].ram[132], 8)
    from.wait(1000)
    assert.strictEqual(from.state().system.devices[0].ram[132], 8)
  })

  it("is refused for a variable that the unit lacks", () =>
    assert.deepStrictEqual(hex(unit("long"), WriteViaId.ram(10, raw(1))), ["04 FF 58 80 02 23"]))
})

describe("a write in two steps", () => {
  it("writes what was selected, in short mode", () => {
    const from = unit("short")
    assert.deepStrictEqual(hex(from, TwoStepWrite.selectSetting.make(float)), [])
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(5400))), ["05 FF 58 88 00 00 1C"])
    assert.deepStrictEqual([stored(from, float), active(from, float)], [5400, 5400])
    assert.deepStrictEqual(hex(from, TwoStepWrite.selectRam.make(131)), [])
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(200))), ["05 FF 58 87 00 00 1D"])
    assert.strictEqual(from.state().system.devices[0].ess?.setpointRaw, 200)
  })

  it("writes to what was selected before when the first step got lost", () => {
    const from = unit("short")
    hex(from, TwoStepWrite.selectSetting.make(float))
    hex(from, TwoStepWrite.data(raw(5400)))
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(5500))), ["05 FF 58 88 00 00 1C"])
    assert.strictEqual(stored(from, float), 5500)
  })

  it("is not understood with nothing selected, which an unknown id also leaves", () => {
    const from = unit("short")
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(1))), ["04 FF 58 80 00 25"])
    hex(from, TwoStepWrite.selectSetting.make(float))
    assert.deepStrictEqual(hex(from, TwoStepWrite.selectSetting.make(13)), [])
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(1))), ["04 FF 58 80 00 25"])
  })

  it("is refused outside the limits", () => {
    const from = unit("short")
    hex(from, TwoStepWrite.selectSetting.make(float))
    assert.deepStrictEqual(hex(from, TwoStepWrite.data(raw(1))), ["04 FF 58 80 02 23"])
  })
})

describe("a snapshot", () => {
  it("holds the words of its trigger until it is read, once", () => {
    const from = unit("long")
    const { ram } = from.state().system.devices[0]
    assert.deepStrictEqual(from.ask("06 FF 46 06 0E 10 0F 82"), [])
    from.wait(5000)
    const read = from.askOne("03 FF 58 38 6E")
    assert.deepInclude(read, {
      reply: {
        _tag: "ReadSnapshotReply",
        valuesRaw: [ram[14], ram[16], ram[15]].map((word) => raw(word!)),
        spare: []
      }
    })
    assert.deepStrictEqual(from.askHex("03 FF 58 38 6E"), ["03 FF 58 99 0D"])
  })

  it("is spoilt by a variable that the unit lacks", () => {
    const from = unit("long")
    from.ask("05 FF 46 06 0E 0A 9E")
    assert.deepStrictEqual(from.askHex("03 FF 58 38 6E"), ["03 FF 58 99 0D"])
  })
})

describe("a forced charge state", () => {
  const states = { 1: "07", 2: "06", 3: "03" } as const
  const force = (action: number) =>
    WinmonEnvelope.request("X", {
      _tag: "DeviceStateRequest",
      action: (["force-equalise", "force-absorption", "force-float"] as const)[action - 1]!,
      spare: []
    })
  const state = (from: Host) => from.askHex("04 FF 58 0E 00 97")[0]!.split(" ").slice(3, 6).join(" ")
  const lamps = (from: Host) => from.askHex("02 FF 4C B3")[0]!.split(" ").slice(3, 5).join(" ")

  for (const [action, subState] of Object.entries(states)) {
    it(`of action ${action} shows as sub-state ${subState} at the next inquiry`, () => {
      const from = unit("long", { profile: Profile.profiles["multiplus-12-500"] })
      const before = from.askHex("04 FF 58 0E 00 97")
      assert.deepStrictEqual(from.askHex(force(Number(action))), before)
      assert.strictEqual(state(from), `94 09 ${subState}`)
      from.wait(10_000)
      assert.strictEqual(state(from), `94 09 ${subState}`)
    })

    it(`of action ${action} was ignored in bypass, and shows there too, with its lamps`, () => {
      const from = unit("long")
      // A host of the ESS assistant that has fallen silent leaves pass-through.
      from.ask("07 FF 5A 37 02 83 72 01 71")
      from.wait(20_000)
      assert.strictEqual(state(from).slice(0, 5), "94 08")
      from.ask(force(Number(action)))
      assert.strictEqual(state(from), `94 09 ${subState}`)
      // Mains and float; mains, and the three of the charger blinking.
      assert.strictEqual(lamps(from), action === "3" ? "09 00" : "01 0E")
      from.wait(10_000)
      assert.strictEqual(state(from), `94 09 ${subState}`)
    })

    it(`of action ${action} is answered and dropped without mains`, () => {
      const from = unit("long")
      from.change({ change: "mains", on: false })
      const before = from.askHex("04 FF 58 0E 00 97")
      assert.deepStrictEqual(from.askHex(force(Number(action))), before)
      assert.deepStrictEqual(from.askHex("04 FF 58 0E 00 97"), before)
      from.change({ change: "mains", on: true })
      from.wait(60_000)
      assert.notStrictEqual(state(from), `94 09 ${subState}`)
    })
  }

  it("charges from bypass, unless the charger is switched off", () => {
    const watts = (from: Host) => from.state().system.plant.live.inverterWatts
    const from = unit("long", { profile: Profile.profiles["multiplus-12-500"] })
    from.change({ change: "load", watts: 0 })
    from.change({ change: "state-of-charge", ratio: 0.3 })
    // Flag 6: the charger is off.
    const flags = from.state().system.devices[0].active[0]!
    hex(from, WriteViaId.setting(0, raw(flags | 0x40), "ram"))
    from.wait(1000)
    assert.deepStrictEqual([state(from), watts(from)], ["94 08 00", 0])
    from.ask(force(2))
    from.wait(1000)
    assert.deepStrictEqual([state(from), watts(from)], ["94 09 06", 0])
    hex(from, WriteViaId.setting(0, raw(flags & ~0x40), "ram"))
    from.wait(1000)
    assert.strictEqual(state(from), "94 09 06")
    assert.isAbove(watts(from), 0)
  })
})
