/** AC inputs: two of them, each with a limit of its own, and none at all. */
import { assert, describe, it } from "@effect/vitest"
import { type AcInputConfig, EnergyCounters, Info, Leds, LedMasks, WinmonEnvelope } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { type Host, host } from "./support/Host.ts"

const start = (id: Profile.ProfileId): Host => {
  const from = host({ profile: Profile.profiles[id], address: 0, winmonMode: "long", line: "unpaced" })
  from.wait(1000)
  return from
}

const config = (from: Host): AcInputConfig.Reply => {
  const reply = from.askOne(Info.acInputConfig)
  assert(reply._tag === "AcInputConfig")
  return reply
}

/** The input in use counted from 0, and lowest, highest and actual limit in 0.1 A. */
const inForce = (from: Host) => {
  const { activeInput, minimumLimitRaw, maximumLimitRaw, actualLimitRaw } = config(from)
  return [activeInput, minimumLimitRaw, maximumLimitRaw, actualLimitRaw]
}

const mainsVolts = (from: Host): number => from.state().system.plant.live.mainsVolts

describe("a Quattro with AC2 connected", () => {
  const quattro = () => {
    const from = start("quattro-48-10000")
    from.change({ change: "mains", on: true, volts: 226, hertz: 51, input: 2 })
    from.wait(20_000)
    return from
  }

  it("has two inputs, and stays on the first", () => {
    const from = quattro()
    assert.strictEqual(config(from).inputCount, 2)
    assert.deepStrictEqual(inForce(from), [0, 194, 1000, 500])
  })

  it("goes over to AC2 when AC1 fails, with the limit of AC2 and without a gap", () => {
    const from = quattro()
    from.change({ change: "mains", on: false })
    assert.deepStrictEqual(inForce(from), [1, 94, 500, 160])
    assert.approximately(mainsVolts(from), 226, 5)
    assert.isTrue(from.state().system.plant.live.isOnMains)
    const [sent] = from.ask(Info.acInputConfig)
    assert.deepStrictEqual([sent!.truth!.system.inputs, sent!.truth!.system.activeInput], [2, 2])
    assert.strictEqual(sent!.truth!.limit.actual, 160)
  })

  it("comes back to AC1 when that has been good for a while", () => {
    const from = quattro()
    from.change({ change: "mains", on: false })
    from.change({ change: "mains", on: true })
    assert.strictEqual(config(from).activeInput, 1)
    from.wait(12_000)
    assert.deepStrictEqual(inForce(from), [0, 194, 1000, 500])
  })

  it("takes a limit for the input in use, and keeps that of the other", () => {
    const from = quattro()
    from.change({ change: "mains", on: false })
    from.change({ change: "panel-frame", position: "on", limit: 12.5 })
    assert.deepStrictEqual(inForce(from), [1, 94, 500, 125])
    from.change({ change: "mains", on: true })
    from.wait(12_000)
    assert.deepStrictEqual(inForce(from), [0, 194, 1000, 500])
    from.change({ change: "mains", on: false })
    assert.deepStrictEqual(inForce(from), [1, 94, 500, 125])
  })

  it("takes the setting of each input, whichever is in use", () => {
    const from = quattro()
    // Setting 49 = 20.0 A, then setting 6 = 40.0 A, both in RAM alone.
    from.ask("07 FF 58 37 03 31 C8 00 6F")
    assert.deepStrictEqual(inForce(from), [0, 194, 1000, 500])
    from.change({ change: "mains", on: false })
    assert.deepStrictEqual(inForce(from), [1, 94, 500, 200])
    from.ask("07 FF 58 37 03 06 90 01 D1")
    assert.deepStrictEqual(inForce(from), [1, 94, 500, 200])
    from.change({ change: "mains", on: true })
    from.wait(12_000)
    assert.deepStrictEqual(inForce(from), [0, 194, 1000, 400])
  })

  it("counts the energy of the input in use", () => {
    const from = quattro()
    from.change({ change: "load", watts: 5000 })
    from.change({ change: "mains", on: false })
    const before = from.state().system.plant.energy[0]!.flowed
    from.wait(60_000)
    const after = from.state().system.plant.energy[0]!.flowed
    const grown = EnergyCounters.counters.filter((_, way) => after[way]! > before[way]!)
    assert.include(grown, "acIn2ToOutput")
    assert.isFalse(grown.some((way) => way === "acIn1ToOutput" || way === "acIn1ToInverter"))
  })

  it("inverts when both fail", () => {
    const from = quattro()
    from.change({ change: "mains", on: false })
    from.change({ change: "mains", on: false, input: 2 })
    assert.strictEqual(from.state().system.plant.live.state, "invert-full")
    assert.strictEqual(config(from).activeInput, 1)
  })
})

describe("an inverter without AC input", () => {
  it("answers F 5 with no input and no limits, and F 1 without mains", () => {
    const from = start("phoenix-12-1200")
    assert.deepStrictEqual(from.askHex(Info.acInputConfig), ["0D 41 10 10 00 00 00 00 00 00 00 00 00 66 2C"])
    const phase = from.askOne(Info.ac(1))
    assert(phase._tag === "AcInfo")
    assert.deepStrictEqual(
      [phase.state, phase.mainsVoltageRaw, phase.mainsCurrentRaw, phase.mainsPeriodRaw],
      ["invert-full", 0, 0, 0]
    )
    assert.isAbove(phase.outputVoltageRaw, 22_000)
  })

  it("has no mains to lose or to get back", () => {
    const from = start("phoenix-12-1200")
    from.change({ change: "mains", on: true })
    from.wait(15_000)
    assert.strictEqual(from.state().system.plant.live.state, "invert-full")
    const [sent] = from.ask(Info.dc)
    assert.deepStrictEqual([sent!.truth!.system.inputs, sent!.truth!.system.activeInput], [0, null])
    assert.isFalse(sent!.truth!.plant.mains)
  })

  it("acknowledges charger only, and gives nothing out", () => {
    const from = start("phoenix-12-1200")
    from.ask("03 FF 48 03 B3")
    assert.deepStrictEqual(from.askHex("07 FF 53 01 00 80 01 80 A5"), ["02 FF 53 AC"])
    from.wait(2000)
    assert.strictEqual(from.state().system.plant.live.outputVolts, 0)
    const leds = from.askOne(Leds.request)
    assert(leds._tag === "LedsReply")
    assert.deepStrictEqual({ on: leds.on, blink: leds.blink }, LedMasks.NO_INFORMATION)
  })

  it("ignores a limit, and never charges when it is on", () => {
    const from = start("phoenix-12-1200")
    from.ask("07 FF 53 03 7D 00 01 80 A6")
    const { actualLimitRaw, switchRegister } = config(from)
    assert.deepStrictEqual([actualLimitRaw, (switchRegister ?? 0) & 0x33], [0, 0x23])
    const reply = from.askOne(WinmonEnvelope.request("X", EnergyCounters.request))
    assert(reply._tag === "WinmonReply" && reply.reply._tag === "EnergyCountersReply")
    assert.isTrue(reply.reply.counts.slice(0, 8).every((count) => count === 0))
  })
})
