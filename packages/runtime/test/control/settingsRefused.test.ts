/**
 * What is refused before anything is sent, and what the unit itself refuses.
 */
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import { type Change } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { carriedOut, controlled, flag, isWrite, only, raw, refusal, setting } from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

/** What is refused, and what the message says. */
const refused: ReadonlyArray<readonly [what: string, Change.SettingChange, tag: string, message: RegExp]> = [
  [
    "above the range of the unit",
    setting(FLOAT, 65),
    "OutOfRange",
    /UBatFloat: 65 V .* 48 to 64 V \(raw 4800 to 6400\)/
  ],
  ["below the range of the unit", setting(FLOAT, 47.99), "OutOfRange", /47\.99 V/],
  ["beyond any word", setting(FLOAT, 1e9), "OutOfRange", /48 to 64 V/],
  ["no number", setting(FLOAT, Number.NaN), "OutOfRange", /48 to 64 V/],
  [
    "a raw word out of range",
    { ...setting(FLOAT, 0), wanted: { raw: raw(0xffff) } },
    "OutOfRange",
    /48 to 64 V/
  ],
  ["RAM only, out of range", setting(FLOAT, 65, "ram"), "OutOfRange", /48 to 64 V/],
  ["an id without a name", setting(250, 1), "Forbidden", /setting 250: nobody knows what it does/],
  ["the grid code", setting(81, 1), "Forbidden", /GridCode: .*grid code/],
  ["the layout of the system", setting(80, 1), "Forbidden", /layout of the system/],
  ["a word of flags by its id", setting(0, 1), "Forbidden", /Change its flags by name/],
  ["what the unit does not have", setting(88, 52), "Forbidden", /UBatDontCharge: this unit does not have it/]
]

describe("a setting", () => {
  for (const [what, change, tag, message] of refused) {
    it.effect(`is refused: ${what}`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const reason = yield* refusal(unit.control.plan([change]))
        assert.strictEqual(reason._tag, tag)
        assert.match(reason.message, message)
        assert.strictEqual(unit.writes(), 0)
      })
    )
  }

  it.effect("is refused with those beside it: nothing of the plan is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const reason = yield* refusal(unit.control.plan([setting(FLOAT, 52.5), setting(4, 99)]))
      assert.match(reason.message, /IBatBulk: 99 A .* 0 to 35 A/)
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("is refused when asked for twice", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const reason = yield* refusal(unit.control.plan([setting(FLOAT, 52.5), setting(FLOAT, 52.6)]))
      assert.match(reason.message, /twice/)
      const flags = yield* refusal(unit.control.plan([flag(6, true), flag(6, false)]))
      assert.match(flags.message, /twice/)
    })
  )

  it.effect("is refused where the unit wants an access level for it", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        device: { winmonMode: "long" },
        meddle: (request) =>
          request._tag === "WinmonRequest" && request.command._tag === "SettingInfoRequest"
            ? Meddled.replying(request.letter, {
                _tag: "SettingInfoReply",
                form: "long",
                scaleWord: Words.Int16.make(-100),
                offsetWord: Words.Int16.make(0),
                defaultRaw: raw(5520),
                minimumRaw: raw(4800),
                maximumRaw: raw(6400),
                access: 1,
                spare: []
              })
            : undefined
      })
      const reason = yield* refusal(unit.control.plan([setting(FLOAT, 52.5)]))
      assert.match(reason.message, /access level/)
    })
  )

  for (const [what, reply, tag] of [
    ["80 and the byte that it does not like", { _tag: "NotUnderstood", data: [8] }, "Refused"],
    ["9B, an access level", { _tag: "AccessLevelRequired", data: [1] }, "AccessLevel"]
  ] as const) {
    for (const to of ["ram", "eeprom"] as const) {
      it.effect(`that the unit answers with ${what} is not written, nor repeated (${to})`, () =>
        Effect.gen(function* () {
          const unit = yield* controlled({
            meddle: (request) =>
              isWrite(request) && request._tag === "WinmonRequest"
                ? Meddled.replying(request.letter, reply)
                : undefined
          })
          const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, to)])
          assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: tag } })
          assert.strictEqual(unit.writes(), 1)
          assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
        })
      )
    }
  }
})
