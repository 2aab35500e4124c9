/**
 * Any profile that the arbitrary makes is one, and a simulator that is built from it is a device.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AcInfo,
  Frames,
  Hex,
  Info,
  Leds,
  ReadRam,
  SettingRange,
  Version,
  WinmonEnvelope,
  type Words,
  type ShortAddress
} from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import { type Line, Profile, Simulator } from "@vebus/simulator"
import { profile, system } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"

const json = (value: Profile.Profile): unknown =>
  JSON.parse(JSON.stringify(Schema.encodeSync(Profile.Profile)(value)))

/** The simulation of a profile with the address of its first unit selected, asked once. */
const ask = (made: Profile.Profile, request: Frames.Request): ReadonlyArray<Line.Sent> => {
  const [asked] = Simulator.step(
    Simulator.make({ profile: made, address: 0 }),
    100,
    Result.getOrThrow(Frames.toWire(request))
  )
  const [, sent] = Simulator.step(asked, 500)
  return sent.filter(({ truth }) => truth !== undefined)
}

/** The only answer, with the truth behind it. */
const askOne = (made: Profile.Profile, request: Frames.Request) => {
  const [answer, ...others] = ask(made, request)
  assert.deepStrictEqual(others, [])
  assert.isDefined(answer, `no answer to ${request._tag}`)
  const { content } = Result.getOrThrow(Frames.decodeReplyFrame(answer!.bytes))
  return { reply: content, truth: answer!.truth! }
}

describe("a profile", () => {
  it("goes to JSON and back through the schema and through decoding", () =>
    fc.assert(
      fc.property(profile, (made) => {
        assert.deepStrictEqual(Schema.decodeUnknownSync(Profile.Profile)(json(made)), made)
        assert.deepStrictEqual(Result.getOrThrow(Profile.decode(json(made))), made)
      })
    ))

  it("can be extended", () =>
    fc.assert(
      fc.property(profile, (base) => {
        const made = Result.getOrThrow(Profile.decode({ extends: "base", label: "another" }, { base }))
        assert.deepStrictEqual(made, { ...base, label: "another" })
      })
    ))

  it("stores words that its infos allow", () =>
    fc.assert(
      fc.property(profile, ({ settings, units = [] }) => {
        for (const setting of [...settings, ...units.flatMap((unit) => unit.settings ?? [])]) {
          if ("supported" in setting) continue
          const range = SettingRange.make(setting.id, {
            scaleWord: setting.scale,
            offsetWord: setting.offset,
            defaultRaw: setting.default as Words.Raw16,
            minimumRaw: setting.min as Words.Raw16,
            maximumRaw: setting.max as Words.Raw16,
            access: setting.access
          })
          assert(range._tag === "SettingRange")
          assert.isTrue(SettingRange.contains(range, setting.raw as Words.Raw16))
          assert.isTrue(SettingRange.contains(range, setting.default as Words.Raw16))
        }
      })
    ))

  it("is of every kind: adapters, phases, lone units and systems, all shapes of entries", () => {
    const seen = new Set<string>()
    for (const made of fc.sample(profile, { numRuns: 300, seed: 1 })) {
      const { ram, settings, units, device } = made
      seen.add(made.interface.type.value)
      seen.add(`${device.phases.value} phases`)
      seen.add(units === undefined ? "no units" : units.length > device.phases.value ? "slaves" : "masters")
      if (units?.some((unit) => (unit.ram?.length ?? 0) > 0)) seen.add("own ram")
      if (units?.some((unit) => (unit.settings?.length ?? 0) > 0)) seen.add("own settings")
      for (const key of ["ess", "ratings", "latencyMilliseconds"] as const) if (key in made) seen.add(key)
      for (const variable of ram)
        seen.add("supported" in variable ? "no ram" : "noInfo" in variable ? "no info" : "info")
      for (const setting of settings)
        seen.add("supported" in setting ? "no setting" : setting.min > setting.max ? "signed" : "unsigned")
    }
    assert.deepStrictEqual([...seen].toSorted(), [
      "1 phases",
      "2 phases",
      "3 phases",
      "MK2",
      "MK3",
      "ess",
      "info",
      "latencyMilliseconds",
      "masters",
      "no info",
      "no ram",
      "no setting",
      "no units",
      "own ram",
      "own settings",
      "ratings",
      "signed",
      "slaves",
      "unsigned"
    ])
  })

  it("shrinks to one bare unit", () => {
    const { counterexample } = fc.check(
      fc.property(profile, (made: Profile.Profile) => made.id.length === 0),
      { seed: 7 }
    )
    const [made] = counterexample!
    assert.deepStrictEqual([made.ram, made.settings], [[], []])
    assert.notProperty(made, "units")
    assert.strictEqual(made.device.phases.value, 1)
  })
})

describe("a simulator of any profile", () => {
  it("answers V with the version of its adapter", () =>
    fc.assert(
      fc.property(profile, (made) => {
        const { reply } = askOne(made, Version.request)
        assert.deepStrictEqual(reply, {
          _tag: "VersionReply",
          version: made.interface.version.value,
          mode: 0,
          spare: []
        })
      })
    ))

  it("answers F 0 with what its units measure", () =>
    fc.assert(
      fc.property(profile, (made) => {
        const { reply, truth } = askOne(made, Info.dc)
        assert(reply._tag === "DcInfo")
        const [{ model }] = Simulator.make({ profile: made }).system.devices
        const scale = model.ramInfos.get(Reading.Ram.batteryVoltage)?.scale
        // Without a scale the word of the profile stays; without the variable there is none to tell.
        if (scale?._tag !== "Linear") assert.strictEqual(reply.batteryVoltageRaw, model.ram[4] ?? 0)
        assert.strictEqual(reply.batteryVoltageRaw, truth.raw[4] ?? 0)
        for (const shift of [0, 8, 16, 24]) assert.notStrictEqual((reply.unexplained >>> shift) & 0xff, 0)
        assert.strictEqual(reply.inverterCurrentRaw, truth.dc.inverterCurrentRaw)
        assert.strictEqual(reply.chargerCurrentRaw, truth.dc.chargerCurrentRaw)
      })
    ))

  it("answers F 1 and every other phase that there is, and none that there is not", () =>
    fc.assert(
      fc.property(profile, (made) => {
        const phases = made.device.phases.value
        for (const phase of [1, 2, 3, 4] as const) {
          if (phase > phases) {
            assert.deepStrictEqual(ask(made, Info.ac(phase)), [])
            continue
          }
          const { reply, truth } = askOne(made, Info.ac(phase))
          assert(reply._tag === "AcInfo")
          assert.strictEqual(AcInfo.phaseOf(reply.phaseCode), phase)
          if (phase === 1) assert.strictEqual(AcInfo.phaseCountOf(reply.phaseCode), phases)
          const units = (made.units ?? [{ address: 0 }]).filter(({ address }) => address % 3 === phase - 1)
          assert.strictEqual(reply.backfeedFactor, made.frames.ac.value.backfeedFactor * units.length)
          assert.strictEqual(reply.mainsVoltageRaw, truth.ac[phase - 1]!.mainsVoltageRaw)
        }
      })
    ))

  it("answers L with as many bytes as its adapter sends", () =>
    fc.assert(
      fc.property(profile, (made) => {
        const [answer] = ask(made, Leds.request)
        // Length, type and letter come before the data, the checksum behind them.
        assert.strictEqual(
          answer!.bytes.length,
          4 + made.interface.ledReplyDataBytes.value,
          Hex.toHex(answer!.bytes)
        )
      })
    ))

  it("keeps to numbers whatever its figures are", () =>
    fc.assert(
      fc.property(profile, (made) => {
        const [state] = Simulator.step(Simulator.make({ profile: made }), 60_000)
        const { stateOfCharge, units, energy } = state.system.plant
        for (const number of [
          stateOfCharge,
          ...energy.flatMap(({ flowed, counts }) => [...flowed, ...counts])
        ])
          assert.isTrue(Number.isFinite(number))
        for (const unit of units)
          for (const value of Object.values(unit))
            if (typeof value === "number") assert.isTrue(Number.isFinite(value), fc.stringify(unit))
      }),
      { numRuns: 20 }
    ))
})

describe("a system", () => {
  const base = Profile.profiles["multiplus-ii-48-5000-mk3"]
  const presences = ["present", "silent", "off"] as const

  it("is a profile", () =>
    fc.assert(
      fc.property(system(base, { presence: presences }), (made) => {
        assert.deepStrictEqual(Result.getOrThrow(Profile.decode(json(made))), made)
      })
    ))

  it("has one to six units on one to three phases, some silent, some off, and never all", () => {
    const seen = new Set<string>()
    for (const made of fc.sample(system(base, { presence: presences }), { numRuns: 400, seed: 1 })) {
      const units = made.units ?? []
      seen.add(`${units.length} units`).add(`${made.device.phases.value} phases`)
      for (const { presence = "present" } of units) seen.add(presence)
      assert.isTrue(units.some(({ presence }) => presence === undefined))
    }
    assert.deepStrictEqual([...seen].toSorted(), [
      "1 phases",
      "1 units",
      "2 phases",
      "2 units",
      "3 phases",
      "3 units",
      "4 units",
      "5 units",
      "6 units",
      "off",
      "present",
      "silent"
    ])
  })

  it("answers for each unit that is present, and tells in its truth what all of them carry", () =>
    fc.assert(
      fc.property(system(base), (made) => {
        const units = made.units ?? []
        for (const { address, presence } of units) {
          const request = WinmonEnvelope.addressedRequest(
            "Y",
            address as ShortAddress.ShortAddress,
            ReadRam.request([15, 16])
          )
          const [sent] = ask(made, request)
          assert.strictEqual(sent !== undefined, presence === undefined)
          if (sent === undefined) continue
          const { system: figures, raw } = sent.truth!
          const own = figures.units.find((unit) => unit.address === address)!
          assert.deepStrictEqual([raw["15"], raw["16"]], [-own.inputWatts & 0xffff, own.outputWatts])
          for (const { phase, inputWatts, outputWatts } of figures.phases) {
            const beside = figures.units.filter((unit) => unit.phase === phase)
            assert.strictEqual(
              beside.reduce((watts, unit) => watts + unit.inputWatts, 0),
              inputWatts
            )
            assert.strictEqual(
              beside.reduce((watts, unit) => watts + unit.outputWatts, 0),
              outputWatts
            )
          }
        }
      }),
      { numRuns: 50 }
    ))

  it("shrinks to one unit that answers", () => {
    const { counterexample } = fc.check(
      fc.property(system(base), (made: Profile.Profile) => made.id.length === 0),
      { seed: 7 }
    )
    assert.deepStrictEqual(
      counterexample![0].units?.map(({ address, presence }) => [address, presence]),
      [[0, undefined]]
    )
  })
})
