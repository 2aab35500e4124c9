/** Several units behind one adapter: addresses, phases, factors, and winmon by address. */
import { assert, describe, it } from "@effect/vitest"
import {
  type AcInfo,
  Address,
  DeviceConfig,
  DeviceState,
  Frames,
  Info,
  ReadRam,
  SerialNumber,
  Snapshot,
  type Winmon,
  WinmonEnvelope,
  type ShortAddress
} from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Result from "effect/Result"
import { content, type Host, host } from "./support/Host.ts"

type Phase = 1 | 2 | 3 | 4

/** What an unpaced line answers at once, while nothing moves. */
const answer = (from: Host, request: Frames.Request): Frames.Reply | null => {
  const [sent] = from.write(Result.getOrThrow(Frames.toWire(request)))
  return sent === undefined ? null : content(sent)
}

const winmon = (
  from: Host,
  address: ShortAddress.ShortAddress | null,
  command: Winmon.Request
): Winmon.Reply | null => {
  const reply = answer(
    from,
    address === null
      ? WinmonEnvelope.request("Y", command)
      : WinmonEnvelope.addressedRequest("Y", address, command)
  )
  return reply?._tag === "WinmonReply" ? reply.reply : null
}

const words = (reply: Winmon.Reply | null): ReadonlyArray<number> =>
  reply?._tag === "ReadRamReply" || reply?._tag === "ReadSnapshotReply" ? reply.valuesRaw : []

const signed = (word: number): number => (word << 16) >> 16

const acInfo = (from: Host, phase: Phase): AcInfo.Reply | null => {
  const reply = answer(from, Info.ac(phase))
  return reply?._tag === "AcInfo" ? reply : null
}

const systems = [
  {
    id: "three-phase-48-3000",
    addresses: [0, 1, 2],
    codes: [0x0a, 0x07, 0x06],
    factor: 1
  },
  { id: "split-phase-48-3000-120v", addresses: [0, 1], codes: [0x09, 0x07], factor: 1 },
  { id: "parallel-48-5000", addresses: [0, 3], codes: [0x08], factor: 2 },
  { id: "multiplus-ii-48-5000-mk3", addresses: [0], codes: [0x08], factor: 1 }
] as const

for (const { id, addresses, codes, factor } of systems) {
  describe(`a system: ${id}`, () => {
    const profile = Profile.profiles[id]
    const system = (): Host => {
      const from = host({ profile, address: 0, winmonMode: "long", line: "unpaced" })
      from.wait(30_000)
      return from
    }

    it("has a phase code for each phase, and silence for the others", () => {
      const from = system()
      const found = ([1, 2, 3, 4] as const).map((phase) => acInfo(from, phase))
      assert.deepStrictEqual(
        found.map((frame) => frame?.phaseCode),
        Array.from({ length: 4 }, (_, index) => codes[index])
      )
    })

    it("counts the currents of the phase master once for each unit on its phase", () => {
      const from = system()
      const { units } = from.state().system.plant
      codes.forEach((_, index) => {
        const frame = acInfo(from, (index + 1) as Phase)!
        assert.deepStrictEqual([frame.backfeedFactor, frame.inverterFactor], [factor, factor])
        const master = from.state().system.devices.find(({ address }) => address === index)!
        assert.strictEqual(frame.mainsCurrentRaw, master.ram[1])
        const onPhase = units.slice(index * factor, (index + 1) * factor)
        const amperes = onPhase.reduce((sum, { mainsAmperes }) => sum + mainsAmperes, 0)
        assert.approximately((signed(frame.mainsCurrentRaw) * factor) / 100, amperes, 0.05)
      })
    })

    it("adds the battery currents of all units up in one DC frame", () => {
      const from = system()
      const { units } = from.state().system.plant
      const dc = answer(from, Info.dc)
      if (dc?._tag !== "DcInfo") throw new Error("no DC info")
      const amperes = units.reduce((sum, { batteryAmperes }) => sum + batteryAmperes, 0)
      assert.approximately((dc.chargerCurrentRaw - dc.inverterCurrentRaw) / 10, amperes, 0.1 * units.length)
    })

    it("tells its addresses from every unit, each with a number and a serial of its own", () => {
      const from = system()
      const numbers = new Set<number>()
      const serials = new Set<string>()
      for (const address of addresses) {
        const config = answer(from, Info.deviceConfig(address))
        if (config?._tag !== "DeviceConfig") throw new Error("no device configuration")
        assert.deepStrictEqual(DeviceConfig.configuredAddresses(config), addresses)
        assert.strictEqual(config.address, address)
        numbers.add(config.uniqueNumber)
        const serial = winmon(from, address, SerialNumber.request)
        if (serial?._tag === "SerialNumberReply") serials.add(String.fromCharCode(...serial.data))
      }
      assert.deepStrictEqual([numbers.size, serials.size], [addresses.length, addresses.length])
      assert.isNull(answer(from, Info.deviceConfig(9)))
    })

    it("answers winmon by A and by the address in the frame alike, and nobody answers for who is absent", () => {
      const from = system()
      for (const address of addresses) {
        assert.isNotNull(answer(from, Address.set(address)))
        const named = winmon(from, address, ReadRam.request([14]))
        assert.strictEqual(words(named).length, 1)
        assert.deepStrictEqual(winmon(from, null, ReadRam.request([14])), named)
      }
      assert.isNull(winmon(from, 7, ReadRam.request([14])))
    })

    it("tells slave from a unit that follows another", () => {
      const from = system()
      for (const address of addresses) {
        const state = winmon(from, address, DeviceState.inquire)
        if (state?._tag !== "DeviceStateReply") throw new Error("no state")
        assert.strictEqual(state.state === "slave", address >= 3)
      }
    })

    it("freezes a snapshot in all units at once, each with its own powers, which balance", () => {
      const from = system()
      assert.isNull(answer(from, { _tag: "SnapshotRequest", ids: [14, 15, 16], spare: [] }))
      const { units } = from.state().system.plant
      from.wait(60_000)
      addresses.forEach((address, place) => {
        const [inverter, input, output] = words(winmon(from, address, Snapshot.request)).map(signed)
        assert.strictEqual(output, 0 - input! - inverter!)
        assert.strictEqual(output, units[place]!.outputWatts)
      })
    })

    it("tells the truth of the unit that was asked", () => {
      const from = system()
      for (const address of addresses) {
        const request = WinmonEnvelope.addressedRequest("Y", address, ReadRam.request([14]))
        const [sent] = from.write(Result.getOrThrow(Frames.toWire(request)))
        assert.strictEqual(sent!.truth!.address, address)
        assert.strictEqual(sent!.truth!.ac.length, codes.length)
      }
    })
  })
}

describe("the units of a system", () => {
  it("stop together while one of them restarts", () => {
    const from = host({ profile: Profile.profiles["three-phase-48-3000"], line: "unpaced" })
    from.change({ change: "load", watts: 900 })
    from.ask("07 FF 46 08 34 12 79 56 97")
    from.wait(500)
    assert.isTrue(from.state().system.plant.units.every(({ outputWatts }) => outputWatts === 0))
    assert.isNull(winmon(from, 1, ReadRam.request([14])))
    assert.isNotNull(winmon(from, 0, ReadRam.request([14])))
    from.wait(3000)
    assert.isTrue(from.state().system.plant.units.every(({ outputWatts }) => outputWatts === 300))
  })

  it("carry a load on the phase where it is", () => {
    const from = host({ profile: Profile.profiles["three-phase-48-3000"], address: 0 })
    from.change({ change: "load", watts: 0 })
    from.change({ change: "load", watts: 500, phase: 2 })
    assert.deepStrictEqual(
      from.state().system.plant.units.map(({ outputWatts }) => outputWatts),
      [0, 500, 0]
    )
  })

  it("in parallel halve it, to the watt", () => {
    const from = host({ profile: Profile.profiles["parallel-48-5000"], address: 0 })
    from.change({ change: "mains", on: false })
    from.change({ change: "load", watts: 1001 })
    assert.sameMembers(
      from.state().system.plant.units.map(({ outputWatts }) => outputWatts),
      [500, 501]
    )
  })
})
