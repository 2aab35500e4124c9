/** A unit of two lines of 120 V: it tells one phase, answers for two, and its powers are those of both. */
import { assert, describe, it } from "@effect/vitest"
import { AcInfo, Info, ReadRam, WinmonEnvelope } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Result from "effect/Result"
import { host } from "./support/Host.ts"

const profile = Profile.profiles["multiplus-ii-48-3000-2x120v"]

const start = () => {
  const from = host({ profile, address: 0, winmonMode: "long", line: "unpaced" })
  from.change({ change: "load", watts: 300, phase: 1 })
  from.change({ change: "load", watts: 700, phase: 2 })
  return from
}

describe("a unit of two lines", () => {
  it("answers F 1 as of a system of one phase, F 2, and no more", () => {
    const from = start()
    const codes = ([1, 2, 3, 4] as const).map((phase) => {
      const [sent] = from.ask(Info.ac(phase))
      if (sent === undefined) return null
      const frame = from.askOne(Info.ac(phase))
      assert(frame._tag === "AcInfo")
      return [frame.phaseCode, frame.backfeedFactor, frame.inverterFactor]
    })
    assert.deepStrictEqual(codes, [[0x08, 1, 1], [0x07, 1, 1], null, null])
  })

  it("measures each line by itself", () => {
    const from = start()
    const [one, two] = ([1, 2] as const).map((phase) => {
      const frame = from.askOne(Info.ac(phase))
      assert(frame._tag === "AcInfo")
      return frame.outputCurrentRaw
    })
    // Effective currents of 300 and 700 W at about 120 V.
    assert.approximately(two! / one!, 7 / 3, 0.1)
    assert.strictEqual(AcInfo.phaseOf(0x07), 2)
  })

  it("adds its powers up over both lines, and the truth tells each line", () => {
    const from = start()
    const [sent] = from.ask(WinmonEnvelope.request("Y", ReadRam.request([14, 15, 16])))
    const { system, raw } = sent!.truth!
    assert.strictEqual(raw["16"], 1000)
    assert.deepStrictEqual(
      system.phases.map(({ outputWatts }) => outputWatts),
      [300, 700]
    )
    const [unit] = system.units
    assert.deepStrictEqual([unit!.phase, unit!.outputWatts, system.outputWatts], [null, 1000, 1000])
    assert.strictEqual(unit!.inputWatts, system.phases[0]!.inputWatts + system.phases[1]!.inputWatts)
  })

  it("charges with no more than one unit can", () => {
    const from = start()
    from.change({ change: "state-of-charge", ratio: 0.3 })
    from.wait(5000)
    const [sent] = from.ask(Info.dc)
    assert.isBelow(sent!.truth!.system.batteryAmperes, 35.5)
    assert.isAbove(sent!.truth!.system.batteryAmperes, 5)
  })

  it("stands alone: at which addresses several are is not known", () => {
    const refused = Profile.decode({
      extends: "multiplus-ii-48-3000-2x120v",
      id: "two",
      label: "two of them",
      units: [{ address: 0 }, { address: 3 }]
    })
    assert.match(
      Result.getOrThrow(Result.flip(refused)).message,
      /device\.lines\.value: Expected one unit on one phase/
    )
  })
})
