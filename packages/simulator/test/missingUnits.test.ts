/** Units that are missing: what is still answered, what is not, and what the truth says all the same. */
import { assert, describe, it } from "@effect/vitest"
import {
  Address,
  DeviceConfig,
  DeviceState,
  type Frames,
  Info,
  LedMasks,
  Leds,
  ReadRam,
  SoftwareVersion,
  WinmonEnvelope,
  type ShortAddress
} from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { type Host, host } from "./support/Host.ts"

const start = (id: Profile.ProfileId): Host => {
  const from = host({ profile: Profile.profiles[id], address: 0, winmonMode: "long", line: "unpaced" })
  from.wait(1000)
  return from
}

const to = (
  address: ShortAddress.ShortAddress,
  command: Parameters<typeof WinmonEnvelope.request>[1]
): Frames.Request => WinmonEnvelope.addressedRequest("Y", address, command)

/** Which of some requests are answered. */
const answered = <Name extends string>(from: Host, requests: Record<Name, Frames.Request>): Array<Name> =>
  (Object.keys(requests) as Array<Name>).filter((name) => from.ask(requests[name]).length > 0)

const systemFrames = {
  "F 0": Info.dc,
  "F 1": Info.ac(1),
  "F 2": Info.ac(2),
  "F 5": Info.acInputConfig,
  "F 7 0": Info.deviceConfig(0),
  "F 7 1": Info.deviceConfig(1),
  L: Leds.request,
  "A 0": Address.set(0),
  "05 of 0": to(0, SoftwareVersion.request),
  "05 of 1": to(1, SoftwareVersion.request)
}

describe("the L1 master of a split phase, switched off at its front", () => {
  const fromStart = () => start("split-phase-l1-off-48-3000-120v")
  const whileRunning = () => {
    const from = start("split-phase-48-3000-120v")
    from.change({ change: "front-switch", position: "off", address: 0 })
    return from
  }

  for (const [when, make] of [
    ["from the start", fromStart],
    ["while running", whileRunning]
  ] as const) {
    it(`takes F 0, F 1, F 5 and its winmon along, ${when}; A is echoed, and L answered`, () => {
      assert.deepStrictEqual(answered(make(), systemFrames), ["F 2", "F 7 1", "L", "A 0", "05 of 1"])
    })

    it(`leaves L2 off at 0 V, lamps that tell nothing, and error 3, ${when}`, () => {
      const from = make()
      const phase = from.askOne(Info.ac(2))
      assert(phase._tag === "AcInfo")
      assert.deepStrictEqual([phase.state, phase.outputVoltageRaw, phase.outputCurrentRaw], ["off", 0, 0])
      const leds = from.askOne(Leds.request)
      assert(leds._tag === "LedsReply")
      assert.deepStrictEqual({ on: leds.on, blink: leds.blink }, LedMasks.NO_INFORMATION)
      assert.strictEqual(Leds.vebusError(leds), 3)
    })

    it(`is still configured, ${when}`, () => {
      const config = make().askOne(Info.deviceConfig(1))
      assert(config._tag === "DeviceConfig")
      assert.deepStrictEqual(DeviceConfig.configuredAddresses(config), [0, 1])
    })
  }

  it("comes back with all it answers, and without an error", () => {
    const from = whileRunning()
    from.change({ change: "front-switch", position: "on", address: 0 })
    assert.deepStrictEqual(answered(from, systemFrames), Object.keys(systemFrames) as never)
    const leds = from.askOne(Leds.request)
    assert(leds._tag === "LedsReply")
    assert.strictEqual(Leds.vebusError(leds), 0)
    from.wait(15_000)
    assert.isAbove(from.state().system.plant.units[1]!.outputVolts, 100)
  })

  it("takes the adapter along when the other one is switched off too", () => {
    const from = whileRunning()
    from.change({ change: "front-switch", position: "off", address: 1 })
    assert.deepStrictEqual(answered(from, systemFrames), [])
    from.change({ change: "front-switch", position: "on", address: 1 })
    assert.deepStrictEqual(answered(from, systemFrames), ["F 2", "F 7 1", "L", "A 0", "05 of 1"])
  })
})

describe("a unit that is no longer heard", () => {
  const system = () => {
    const from = start("six-units-48-5000")
    from.change({ change: "load", watts: 6000 })
    from.change({ change: "silence", address: 4, silent: true })
    return from
  }

  it("answers nothing, while all system frames and the other units do", () => {
    const units = ([0, 1, 2, 3, 4, 5] as const).map(
      (address) => [String(address), to(address, ReadRam.request([16]))] as const
    )
    const phases = ([1, 2, 3] as const).map((phase) => [`F ${phase}`, Info.ac(phase)] as const)
    assert.deepStrictEqual(
      answered(system(), Object.fromEntries([...units, ...phases, ["F 7 4", Info.deviceConfig(4)]])),
      ["0", "1", "2", "3", "5", "F 1", "F 2", "F 3"]
    )
  })

  it("works on, and counts in the truth of its phase", () => {
    const from = system()
    const [sent] = from.ask(to(1, ReadRam.request([16])))
    const { system: figures } = sent!.truth!
    assert.strictEqual(figures.outputWatts, 6000)
    assert.strictEqual(
      figures.phases[1]!.outputWatts,
      figures.units[1]!.outputWatts + figures.units[4]!.outputWatts
    )
    assert.isAbove(figures.units[4]!.outputWatts, 900)
    assert.strictEqual(figures.units[4]!.presence, "silent")
  })

  it("is an error 3 that goes when it is heard again", () => {
    const from = system()
    const error = () => {
      const leds = from.askOne(Leds.request)
      return leds._tag === "LedsReply" ? Leds.vebusError(leds) : null
    }
    assert.strictEqual(error(), 3)
    from.change({ change: "silence", address: 4, silent: false })
    assert.strictEqual(error(), 0)
    from.change({ change: "vebus-error", code: 17 })
    assert.strictEqual(error(), 17)
    from.change({ change: "vebus-error", code: null })
    assert.strictEqual(error(), 0)
  })

  it("is not in the factors of its phase when it was missing from the start, and the current is", () => {
    const from = start("six-units-one-silent-48-5000")
    from.change({ change: "load", watts: 6000 })
    const factors = ([1, 2, 3] as const).map((phase) => {
      const frame = from.askOne(Info.ac(phase))
      return frame._tag === "AcInfo" ? frame.inverterFactor : null
    })
    assert.deepStrictEqual(factors, [2, 1, 2])
    const [sent] = from.ask(Info.ac(2))
    const { units } = from.state().system.plant
    // Two units a phase: those of L2 stand at 2 and 3.
    const amperes = units[2]!.outputAmperes + units[3]!.outputAmperes
    assert.approximately(sent!.truth!.ac[1]!.outputCurrentRaw / 100, amperes, 0.02)
  })
})

describe("alarms", () => {
  it("that are held show in L and F 5, and in the truth", () => {
    const from = start("multiplus-ii-48-3000-230v")
    from.change({ change: "hold", alarms: 0x66, leds: LedMasks.NO_INFORMATION })
    from.change({ change: "vebus-error", code: 3 })
    const [sent] = from.ask(Leds.request)
    assert.deepStrictEqual(from.askHex(Leds.request), ["08 FF 4C 1F 1F 66 03 80 00 86"])
    assert.deepStrictEqual([sent!.truth!.alarms, sent!.truth!.vebusError], [0x66, 3])
    const config = from.askOne(Info.acInputConfig)
    assert(config._tag === "AcInputConfig")
    assert.strictEqual(config.alarms, 0x66)
    from.change({ change: "release" })
    const leds = from.askOne(Leds.request)
    assert(leds._tag === "LedsReply")
    assert.strictEqual(leds.alarms, 0)
  })
})

describe("the truth of a system", () => {
  for (const id of ["parallel-48-5000", "three-phase-48-3000", "six-units-48-5000"] as const) {
    it(`is the sum of what its units say by address, ${id}`, () => {
      const from = start(id)
      from.change({ change: "load", watts: 4320 })
      const words = from.state().system.devices.map(({ address }) => {
        const reply = from.askOne(to(address as ShortAddress.ShortAddress, ReadRam.request([15, 16])))
        assert(reply._tag === "WinmonReply" && reply.reply._tag === "ReadRamReply")
        const [input, output] = reply.reply.valuesRaw.map((word) => (word << 16) >> 16)
        return { address, input: 0 - input!, output: output! }
      })
      const [sent] = from.ask(to(0, DeviceState.inquire))
      const { system } = sent!.truth!
      for (const { phase, inputWatts, outputWatts } of system.phases) {
        const own = words.filter(({ address }) => address % 3 === phase - 1)
        // The loads stand still; the input drifts with the charger between the questions.
        assert.strictEqual(
          outputWatts,
          own.reduce((watts, { output }) => watts + output, 0)
        )
        assert.approximately(
          inputWatts,
          own.reduce((watts, { input }) => watts + input, 0),
          200
        )
      }
      assert.strictEqual(system.outputWatts, 4320)
    })
  }
})
