/**
 * A unit that does not know 37: 33 and 34 store in two steps, in short mode only, and nothing writes to RAM only.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import * as Effect from "effect/Effect"
import {
  carriedOut,
  type Controlled,
  controlled,
  flag,
  hasCommand,
  only,
  type Options,
  setting,
  tags
} from "./Controlled.ts"
import * as Meddled from "./Meddled.ts"
import { ABSORPTION, FLOAT } from "./Ids.ts"

/** An old unit: it answers 80 to 37, with a byte 0 or with nothing. What else happens on the line can be told. */
const old =
  (data: ReadonlyArray<number>, then: Meddled.Meddle = () => undefined): Meddled.Meddle =>
  (request) =>
    request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
      ? Meddled.replying(request.letter, { _tag: "NotUnderstood", data })
      : then(request)

const oldUnit = (then?: Meddled.Meddle, options: Options = {}) =>
  controlled({ ...options, meddle: old([0], then) })

const isSelect = (request: Frames.Request) => hasCommand(request, "SelectSettingRequest")
const isData = (request: Frames.Request) => hasCommand(request, "WriteDataRequest")

/** The steps of the writes that went out. */
const steps = ({ requests }: Controlled) =>
  requests
    .flatMap((request) =>
      isSelect(request)
        ? ["33"]
        : isData(request)
          ? ["34"]
          : hasCommand(request, "WriteViaIdRequest")
            ? ["37"]
            : []
    )
    .join(" ")

describe("a unit that does not know 37", () => {
  for (const data of [[0], [0, 0], []]) {
    it.effect(`is written to by 33 and 34, and read back (80 ${data.join(" ")})`, () =>
      Effect.gen(function* () {
        const unit = yield* controlled({ meddle: old(data) })
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
        assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
        assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5250 })
        assert.strictEqual(steps(unit), "37 33 33 34")
      })
    )
  }

  it.effect("has its flags stored so, too", () =>
    Effect.gen(function* () {
      const unit = yield* oldUnit()
      const { outcomes } = yield* carriedOut(unit, [flag(5, true)])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      assert.strictEqual((yield* unit.setting(0)).stored, 0x80f0)
    })
  )

  it.effect("is never stored to when RAM only was asked for: that is refused, and says why", () =>
    Effect.gen(function* () {
      const unit = yield* oldUnit()
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
      const outcome = only(outcomes)
      assert.strictEqual(outcome._tag, "NotWritten")
      assert.match(
        outcome._tag === "NotWritten" ? outcome.cause.message : "",
        /cannot write to RAM only.*Store it/
      )
      assert.strictEqual(steps(unit), "37")
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
    })
  )

  it.effect("in long mode knows 33 and 34 no more: it is not written", () =>
    Effect.gen(function* () {
      const unit = yield* oldUnit(undefined, { device: { winmonMode: "long" } })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "Refused" } })
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
    })
  )

  it.effect("whose acknowledgement is lost is read back, and not written again", () =>
    Effect.gen(function* () {
      const unit = yield* oldUnit((request) => (isData(request) ? { answer: "lost" } : undefined))
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.containsSubset(only(outcomes), { _tag: "Written", proof: "read-back" })
      assert.strictEqual(steps(unit), "37 33 33 34")
    })
  )

  it.effect(
    "whose value gets no answer and is not there: it may be elsewhere, so it is not sent again by itself",
    () =>
      Effect.gen(function* () {
        const unit = yield* oldUnit((request) => (isData(request) ? { instead: "lost" } : undefined))
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
        assert.containsSubset(only(outcomes), { _tag: "NotVerified" })
        assert.strictEqual(steps(unit), "37 33 33 34")
      })
  )

  it.effect("which hears one of the two selections only is written to as it should be", () =>
    Effect.gen(function* () {
      let selections = 0
      const unit = yield* oldUnit((request) =>
        isSelect(request) && selections++ % 2 === 0 ? { instead: "lost" } : undefined
      )
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5), setting(ABSORPTION, 54)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "Written"])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5250 })
      assert.deepStrictEqual(yield* unit.setting(ABSORPTION), { stored: 5400, active: 5400 })
    })
  )

  it.effect("which hears neither selection may have put the value elsewhere: the outcome says so", () =>
    Effect.gen(function* () {
      let selections = 0
      const unit = yield* oldUnit((request) =>
        isSelect(request) && ++selections > 2 ? { instead: "lost" } : undefined
      )
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5), setting(ABSORPTION, 54)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "NotVerified"])
      assert.match(
        outcomes[1]?._tag === "NotVerified" ? outcomes[1].cause.message : "",
        /another setting may have got the value/
      )
      assert.strictEqual((yield* unit.setting(FLOAT)).stored, 5400)
      assert.strictEqual((yield* unit.setting(ABSORPTION)).stored, 5300)
    })
  )
})
