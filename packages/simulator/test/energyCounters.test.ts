/** Energy counters that start anew, and refusals that pass; what has flowed is told all the same. */
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, Info, ReadSetting, WinmonEnvelope, type ShortAddress } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { type Host, host } from "./support/Host.ts"

const request = WinmonEnvelope.request("X", EnergyCounters.request)
const start = (id: Profile.ProfileId): Host => {
  const from = host({ profile: Profile.profiles[id], address: 0, winmonMode: "long" })
  from.change({ change: "load", watts: 600 })
  from.wait(600_000)
  return from
}

const counts = (from: Host): ReadonlyArray<number> => {
  const reply = from.askOne(request)
  assert(reply._tag === "WinmonReply" && reply.reply._tag === "EnergyCountersReply")
  return reply.reply.counts
}

const flowed = (from: Host): number =>
  from
    .ask(request)
    .at(-1)!
    .truth!.system.units[0]!.flowedJoules.reduce((sum, joules) => sum + joules, 0)

const OFF = "07 FF 53 04 00 80 01 80 A2"
const ON = "07 FF 53 03 00 80 01 80 A3"
const STANDBY = "03 FF 48 03 B3"

/** Keeps the unit awake by the standby line, switches it off and on again. */
const offAndOn = (from: Host) => {
  from.ask(STANDBY)
  from.ask(OFF)
  from.wait(2000)
  from.ask(ON)
}

describe("energy counters", () => {
  it("of a compact unit start from 0 when it is switched off, though energy has flowed", () => {
    const from = start("multiplus-12-800-compact")
    const before = flowed(from)
    assert.isAbove(Math.max(...counts(from)), 3)
    offAndOn(from)
    assert.deepStrictEqual(
      counts(from),
      counts(from).map(() => 0)
    )
    assert.isAtLeast(flowed(from), before)
  })

  it("of others go on through it, and start from 0 when the unit loses its power", () => {
    const from = start("multiplus-ii-48-5000-mk3")
    const before = counts(from)
    assert.isAbove(Math.max(...before), 3)
    offAndOn(from)
    counts(from).forEach((count, way) => assert.isAtLeast(count, before[way]!))
    from.change({ change: "sleep" })
    from.change({ change: "wake" })
    from.ask("04 FF 41 01 00 BB")
    assert.isBelow(Math.max(...counts(from)), 2)
  })
})

describe("a refusal that somebody orders", () => {
  it("passes: one 80 among good replies", () => {
    const from = start("multiplus-ii-48-3000-230v")
    from.change({ change: "refuse", command: 0x0f })
    assert.deepStrictEqual(from.askHex(request), ["04 FF 58 80 00 25"])
    assert.strictEqual(counts(from).length, 10)
  })

  it("hits its own command and unit alone, as often as said", () => {
    const from = start("parallel-48-5000")
    from.change({ change: "refuse", command: 0x31, times: 2, address: 3 })
    const tags = (address: ShortAddress.ShortAddress) => {
      const reply = from.askOne(WinmonEnvelope.addressedRequest("Y", address, ReadSetting.request(2)))
      return reply._tag === "WinmonReply" ? reply.reply._tag : reply._tag
    }
    assert.deepStrictEqual(
      [tags(0), tags(3), tags(3), tags(3)],
      ["ReadSettingReply", "NotUnderstood", "NotUnderstood", "ReadSettingReply"]
    )
  })

  it("of 32 leaves the id selected before, which a 34 then writes", () => {
    const from = host({ address: 0 })
    from.ask("05 FF 57 32 81 00 F2")
    from.change({ change: "refuse", command: 0x32 })
    assert.deepStrictEqual(from.askHex("05 FF 57 32 82 00 F1"), ["04 FF 57 80 00 26"])
    assert.deepStrictEqual(from.askHex("05 FF 57 34 C8 00 A9"), ["05 FF 57 87 00 00 1E"])
    assert.strictEqual(from.state().system.devices[0].ram["129"], 200)
  })
})

describe("an answer to F 7 that is mixed up", () => {
  it("is that of another unit, once", () => {
    const from = start("six-units-48-5000")
    from.change({ change: "mix-up" })
    const addresses = ([4, 4] as const).map((address) => {
      const reply = from.askOne(Info.deviceConfig(address))
      return reply._tag === "DeviceConfig" ? reply.address : null
    })
    assert.deepStrictEqual(addresses, [0, 4])
  })
})
