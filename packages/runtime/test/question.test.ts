/**
 * Questions tell the truth about what they change: what a session may ask is decided by their type alone.
 */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Frames, Switch, Winmon, Words } from "@vebus/codec"
import { Question, type Session } from "@vebus/runtime"

const flags = { position: "on", limitRaw: Switch.NO_LIMIT, flags: 0, extended: 0 } as const

/** One of each kind: a question that is missing here does not compile. */
const samples: {
  readonly [
    Name in Exclude<keyof typeof Question, "traits" | "adapter" | "winmon" | "of" | "never">
  ]: Question.Question<unknown, Question.Reach>
} = {
  version: Question.version,
  selectAddress: Question.selectAddress(3),
  adapterSettings: Question.adapterSettings,
  adapterFlags: Question.adapterFlags(flags),
  leds: Question.leds,
  dcInfo: Question.dcInfo,
  acInfo: Question.acInfo(2),
  acInputConfig: Question.acInputConfig,
  deviceConfig: Question.deviceConfig(0),
  takeSnapshot: Question.takeSnapshot([14, 15, 16]),
  busLines: Question.busLines,
  deviceState: Question.deviceState,
  softwareVersion: Question.softwareVersion,
  softwareVersionHigh: Question.softwareVersionHigh,
  ram: Question.ram([1, 2, 3]),
  setting: Question.setting(64),
  ramInfo: Question.ramInfo(4),
  settingInfo: Question.settingInfo(64),
  flagAccess: Question.flagAccess(0),
  snapshot: Question.snapshot,
  energyCounters: Question.energyCounters,
  serialNumber: Question.serialNumber
}

describe("every question", () => {
  for (const [name, question] of Object.entries(samples)) {
    it(`${name} changes what it says it does`, () => {
      const traits =
        question._tag === "AdapterQuestion"
          ? Frames.traits(question.request)
          : Winmon.traits(question.command)
      assert.strictEqual(question.effect, traits.effect)
    })
  }

  it("adapter flags never reach the panel, whatever flags are asked for", () => {
    for (let mask = 0; mask < 256; mask++) {
      const { request } = Question.adapterFlags({
        ...flags,
        flags: mask,
        limitRaw: Words.Raw16.make(mask)
      }) as {
        readonly request: Frames.Request
      }
      assert.strictEqual(Frames.traits(request).effect, "adapter")
    }
  })

  it("a session does not take one that writes", () => {
    type Taken = Parameters<Session.Session["ask"]>[0]
    expectTypeOf<Question.Question<unknown, "read">>().toExtend<Taken>()
    expectTypeOf<Question.Question<unknown, "write">>().not.toExtend<Taken>()
  })
})
