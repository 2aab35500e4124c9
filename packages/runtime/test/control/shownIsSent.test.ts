/**
 * What a plan shows is what goes out for it, frame by frame, for every kind of change. Over any line and any plans:
 * `properties.test.ts`.
 */
import { assert, describe, it } from "@effect/vitest"
import { BusLines, Restart, Switch, TwoStepWrite, Words, WriteViaId } from "@vebus/codec"
import type { Change, WritePlan } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Kinds from "../../src/control/Kinds.ts"
import * as Order from "../../src/control/Order.ts"
import { played } from "../Played.ts"
import { carriedOut, controlled, flag, hasCommand, ofProfile, only, raw, setting } from "./Controlled.ts"
import * as Shown from "./Shown.ts"
import { FLOAT } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

const OLD = "multi-12-3000-mk2"

const kinds: Readonly<Record<string, ReadonlyArray<Change.Change>>> = {
  "a setting in RAM only": [setting(FLOAT, 52.5, "ram")],
  "a setting that is stored": [setting(FLOAT, 52.5)],
  "a flag": [flag(5, true)],
  "a RAM variable": [{ _tag: "Ram", id: 131, wanted: { raw: raw(7) } }],
  "the switch": [{ _tag: "Switch", position: "charger-only" }],
  "the limit": [{ _tag: "Limit", amperes: 12 }],
  "switch and limit": [
    { _tag: "Switch", position: "charger-only" },
    { _tag: "Limit", amperes: "none" }
  ],
  "the lines": [{ _tag: "Lines", standby: true }],
  "a charge state": [{ _tag: "Charge", to: "float" }],
  "a restart of the devices": [{ _tag: "Restart", what: "devices" }],
  "a restart of the adapter": [{ _tag: "Restart", what: "adapter" }],
  several: [setting(FLOAT, 52.5, "ram"), flag(5, true), { _tag: "Limit", amperes: 12 }]
}

describe("the frames that a plan shows", () => {
  for (const [name, changes] of Object.entries(kinds)) {
    it.effect(`are those that go out, and no others: ${name}`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const { plan } = yield* carriedOut(unit, changes)
        const shown = plan.writes.flatMap(({ frames }) =>
          frames.filter(({ when }) => when !== "refused").map(({ hex }) => hex)
        )
        assert.deepStrictEqual(Shown.sent(unit.requests), shown)
        for (const { frame, frames } of plan.writes) {
          assert.deepStrictEqual(
            frames.filter(({ when }) => when === "always").map(({ hex }) => hex),
            [frame]
          )
        }
      })
    )
  }

  it.effect("hold the S frame with flag 10 that goes before the first limit, and before no other", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan } = yield* carriedOut(unit, [{ _tag: "Limit", amperes: 12 }])
      assert.deepStrictEqual(Shown.framesOf(plan), [
        "07 FF 53 03 A0 00 01 D0 33",
        "07 FF 53 03 78 00 01 C0 6B"
      ])
      unit.requests.length = 0
      const { plan: second } = yield* carriedOut(unit, [{ _tag: "Limit", amperes: 11 }])
      assert.deepStrictEqual(
        second.writes[0]!.frames.map(({ when }) => when),
        ["unheard", "always"]
      )
      assert.deepStrictEqual(Shown.sent(unit.requests), [second.writes[0]!.frame])
    })
  )

  it.effect("hold the two-step form that goes out in place of 37 where the unit does not know that", () =>
    Effect.gen(function* () {
      const unit = yield* ofProfile(OLD)
      const { plan } = yield* carriedOut(unit, [setting(FLOAT, 13.5)])
      assert.deepStrictEqual(Shown.framesOf(plan), [
        "07 FF 58 37 01 03 46 05 1C",
        "05 FF 57 33 03 00 6F",
        "05 FF 57 33 03 00 6F",
        "05 FF 58 34 46 05 25"
      ])
      assert.deepStrictEqual(Shown.sent(unit.requests), Shown.framesOf(plan))
    })
  )

  it.effect("are the frames of the plan that is executed: nothing is built anew", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([setting(FLOAT, 52.5, "ram")]))
      const [write] = plan.writes
      const frames = [{ hex: "07 FF 58 37 03 03 83 14 CE", when: "always" }] as const
      yield* played(unit.control.execute({ ...plan, writes: [{ ...write!, frames }] }))
      assert.strictEqual((yield* unit.setting(FLOAT)).active, 5251)
      unit.requests.length = 0
      for (const hex of ["", "02 FF 56 A9", "07 FF 58 37 03 03 83 14 CF"]) {
        const broken = { ...plan, writes: [{ ...write!, frames: [{ hex, when: "always" as const }] }] }
        const outcome = only(yield* played(unit.control.execute(broken)))
        assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )
})

describe("an order", () => {
  const word = fc.integer({ min: 0, max: 0xffff }).map((value) => Words.Raw16.make(value))
  const byte = fc.integer({ min: 0, max: 0xff })
  const requests: Readonly<Record<WritePlan.Action["_tag"], fc.Arbitrary<Order.Request>>> = {
    Setting: fc.oneof(
      fc
        .tuple(byte, word, fc.constantFrom("ram", "eeprom"))
        .map(([id, value, to]) => WriteViaId.setting(id, value, to)),
      byte.map((id) => TwoStepWrite.selectSetting.make(id)),
      word.map((value) => TwoStepWrite.data(value))
    ),
    Ram: fc.tuple(byte, word).map(([id, value]) => WriteViaId.ram(id, value)),
    Panel: fc
      .record({
        position: fc.constantFrom("on", "charger-only", "inverter-only", "off"),
        limitRaw: word,
        flags: fc.constantFrom(0, Switch.Flags.doNotSendPanelState)
      })
      .map((fields) => ({
        _tag: "SwitchRequest",
        marker: 1,
        reserved: null,
        extended: null,
        eeprom: null,
        spare: Words.NONE,
        ...fields
      })),
    Lines: byte.map(BusLines.set),
    Charge: fc
      .constantFrom("force-absorption", "force-float", "force-equalise")
      .map((action) => ({ _tag: "DeviceStateRequest", action, spare: Words.NONE })),
    Restart: fc.oneof(
      fc
        .integer({ min: 0, max: 0xffff_ffff })
        .map((uniqueNumber) => ({ _tag: "DeviceRestartRequest", uniqueNumber, spare: Words.NONE }) as const),
      fc.constant(Restart.request)
    )
  }
  const tags = Object.keys(requests) as ReadonlyArray<WritePlan.Action["_tag"]>
  const orderOf = (tag: WritePlan.Action["_tag"], request: Order.Request | undefined) =>
    request && Kinds.all.find(({ writing }) => writing.tag === tag)!.writing.order(request)

  it("is in its frame as a whole: what is read from a frame sends that frame, and says the same", () => {
    for (const tag of tags) {
      fc.assert(
        fc.property(requests[tag], (request) => {
          const again = Order.read(Order.frameOf(request))
          assert.deepStrictEqual(again, request)
          const order = orderOf(tag, again)!
          const asked = order._tag === "AdapterQuestion" ? order.request : order.command
          assert.strictEqual(asked, again)
          assert.notStrictEqual(order.effect as string, "read")
        })
      )
    }
  })

  it("is made of the frames of its own kind alone, and of none that reads", () => {
    for (const tag of tags) {
      for (const other of tags.filter((name) => name !== tag)) {
        fc.assert(
          fc.property(requests[other], (request) => assert.isUndefined(orderOf(tag, request))),
          { numRuns: 20 }
        )
      }
      assert.isUndefined(orderOf(tag, Order.read("03 FF 46 05 B3")))
      assert.isUndefined(orderOf(tag, Order.read("02 FF 56 A9")))
    }
  })

  it("is in no frame that is broken, and in no text", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.isUndefined(Order.read(text))))
  })
})

describe("a unit that refuses to select a setting", () => {
  it.effect("with 80 to 33: 34 is never sent, and nothing else has got the value", () =>
    Effect.gen(function* () {
      for (const refusedFrom of [1, 2]) {
        let selections = 0
        const unit = yield* controlled({
          device: { profile: Profile.profiles[OLD] },
          meddle: (request) =>
            request._tag === "WinmonRequest" &&
            hasCommand(request, "SelectSettingRequest") &&
            ++selections >= refusedFrom
              ? Meddled.replying(request.letter, { _tag: "NotUnderstood", data: [0] })
              : undefined
        })
        const before = yield* unit.setting(FLOAT)
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 13.5), setting(2, 14)])
        assert.containsSubset(outcomes, [
          { _tag: "NotWritten", cause: { _tag: "Refused" } },
          { _tag: "NotReached" }
        ])
        assert.isFalse(unit.requests.some((request) => hasCommand(request, "WriteDataRequest")))
        assert.strictEqual(selections, refusedFrom)
        assert.deepStrictEqual(yield* unit.setting(FLOAT), before)
      }
    })
  )
})
