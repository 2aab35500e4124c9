/** Every answer decodes, and says what the truth that comes with it says. */
import { assert, describe, it } from "@effect/vitest"
import { DeviceState, type Frames, Info, Leds, ReadRam, States, WinmonEnvelope } from "@vebus/codec"
import { type Line, Profile, Simulator, type Truth } from "@vebus/simulator"
import fc from "fast-check"
import { bytes, content, host, run } from "./support/Host.ts"

/** Variables that a unit has and can tell in one frame. */
const idsOf = (profile: Profile.Profile) =>
  profile.device.combinedReplies.value ? ([14, 15, 16, 0, 4, 5] as const) : ([4] as const)

const requestsTo = (profile: Profile.Profile): ReadonlyArray<Frames.Request> => [
  Leds.request,
  Info.dc,
  Info.ac(1),
  Info.acInputConfig,
  WinmonEnvelope.request("Y", ReadRam.request(idsOf(profile))),
  WinmonEnvelope.request("Z", DeviceState.inquire)
]

/** What an answer says, next to what the truth says of the same. */
const compare = (
  reply: Frames.Reply,
  truth: Truth.Truth,
  ids: ReadonlyArray<number>
): readonly [said: unknown, so: unknown] => {
  switch (reply._tag) {
    case "LedsReply":
      return [{ on: reply.on, blink: reply.blink }, truth.leds]
    case "DcInfo":
      return [
        {
          voltageRaw: reply.batteryVoltageRaw,
          inverterCurrentRaw: reply.inverterCurrentRaw,
          chargerCurrentRaw: reply.chargerCurrentRaw,
          periodRaw: reply.inverterPeriodRaw
        },
        truth.dc
      ]
    case "AcInfo":
      return [
        {
          phase: 1,
          mainsVoltageRaw: reply.mainsVoltageRaw,
          mainsCurrentRaw: reply.mainsCurrentRaw,
          outputVoltageRaw: reply.outputVoltageRaw,
          outputCurrentRaw: reply.outputCurrentRaw,
          mainsPeriodRaw: reply.mainsPeriodRaw
        },
        truth.ac[0]
      ]
    case "AcInputConfig":
      return [
        {
          leds: { on: reply.on, blink: reply.blink },
          limit: {
            actual: reply.actualLimitRaw,
            minimum: reply.minimumLimitRaw,
            maximum: reply.maximumLimitRaw
          },
          switchRegister: reply.switchRegister
        },
        { leds: truth.leds, limit: truth.limit, switchRegister: truth.switchRegister }
      ]
    case "WinmonReply":
      return reply.reply._tag === "ReadRamReply"
        ? [reply.reply.valuesRaw, ids.map((id) => truth.raw[id])]
        : reply.reply._tag === "DeviceStateReply"
          ? [
              {
                state: States.OperatingState.encode(reply.reply.state),
                subState: States.ChargeState.encode(reply.reply.subState)
              },
              truth.state
            ]
          : [reply, null]
    default:
      return [reply, null]
  }
}

/** Switch positions as direct switch frames: charger only, inverter only, off, on. */
const positions = [
  "05 3F 05 00 00 00 C4",
  "05 3F 06 00 00 00 C3",
  "05 3F 04 00 00 00 C5",
  "05 3F 07 00 00 00 C2"
]

/** A host that asks for everything again and again, under changing switch positions. */
const polled = (
  options: Simulator.Options & { readonly profile: Profile.Profile },
  waits: ReadonlyArray<number>
): ReadonlyArray<Line.Sent> => {
  const from = host({ address: 0, ...options })
  const requests = requestsTo(options.profile)
  return waits.flatMap((wait, round) => {
    const before = requests.flatMap(from.ask)
    from.ask(positions[round % positions.length]!)
    from.wait(wait)
    return [...before, ...requests.flatMap(from.ask)]
  })
}

describe("the truth of an answer", () => {
  for (const [id, profile] of Object.entries(Profile.profiles)) {
    it(`is what the answer says, ${id}`, () =>
      fc.assert(
        fc.property(fc.integer(), fc.array(fc.nat(20_000), { maxLength: 6 }), (seed, waits) => {
          for (const sent of polled({ profile, seed, line: "unpaced" }, waits)) {
            const { truth } = sent
            if (truth === undefined) throw new Error("an answer without truth")
            const [said, so] = compare(content(sent), truth, idsOf(profile))
            assert.deepStrictEqual(said, so)
          }
        }),
        { numRuns: 25 }
      ))
  }

  it("is plain JSON data, with the request, the time and the word of every variable", () => {
    const profile = Profile.profiles[Profile.defaultProfile]
    const [sent] = host({ startMillis: 5000 }).ask("03 FF 46 00 B8")
    const truth = sent!.truth!
    assert.deepStrictEqual(JSON.parse(JSON.stringify(truth)), truth)
    assert.strictEqual(truth.request, "03 FF 46 00 B8")
    assert.approximately(truth.ms, (5 * 10_000) / 2400 + 40, 0.001)
    assert.strictEqual(truth.address, 0)
    assert.strictEqual(truth.capacityRaw, 0)
    const supported = profile.ram.filter((variable) => !("supported" in variable)).map(({ id }) => String(id))
    assert.sameMembers(Object.keys(truth.raw), supported)
    for (const word of Object.values(truth.raw))
      assert.isTrue(Number.isInteger(word) && word >= 0 && word <= 0xffff)
  })

  it("comes once with an answer in two frames, with the second", () =>
    assert.deepStrictEqual(
      host({ address: 0 })
        .ask("05 FF 58 35 02 00 6D")
        .map(({ truth }) => truth?.request),
      [undefined, "05 FF 58 35 02 00 6D"]
    ))

  it("holds words that agree: DC frame and RAM 4, 5, 7; AC frame and RAM 0 to 3, 8", () => {
    const [, sent] = run(
      Simulator.make({ line: "unpaced" }),
      Array.from({ length: 50 }, () => [3000, bytes("03 FF 46 00 B8")] as const)
    )
    const truths = sent.flatMap(({ truth }) => (truth === undefined ? [] : [truth]))
    assert.strictEqual(truths.length, 50)
    for (const { raw, dc, ac } of truths) {
      assert.strictEqual(dc.voltageRaw, raw[4])
      assert.strictEqual((dc.chargerCurrentRaw - dc.inverterCurrentRaw) & 0xffff, raw[5])
      assert.strictEqual(dc.periodRaw, raw[7])
      assert.deepStrictEqual(
        [ac[0]!.mainsVoltageRaw, ac[0]!.mainsCurrentRaw, ac[0]!.outputVoltageRaw, ac[0]!.outputCurrentRaw],
        [raw[0], raw[1], raw[2], raw[3]]
      )
      assert.strictEqual(ac[0]!.mainsPeriodRaw, raw[8])
      const watts = (id: number) => (raw[id]! << 16) >> 16
      assert.strictEqual(watts(16), -watts(15) - watts(14))
      assert.strictEqual(watts(19), -watts(18) - watts(17))
    }
  })
})
