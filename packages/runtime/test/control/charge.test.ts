/**
 * Forcing a charge state: once, and what came of it is observed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, type WinmonEnvelope } from "@vebus/codec"
import { Errors, Outcome } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import {
  carriedOut,
  causeOf,
  controlled,
  type Controlled,
  flag,
  hasCommand,
  isWrite,
  ofProfile,
  only,
  refusal
} from "./Controlled.ts"
import * as Meddled from "./Meddled.ts"
import * as Panels from "./Panels.ts"

const force = (to: "absorption" | "float" | "equalise") => ({ _tag: "Charge", to }) as const
const OBSERVED = Outcome.written("observed")

/** The default unit, with a battery that is no lithium one: bit 4 of word 60 is flag 36. */
const flooded = Result.getOrThrow(
  Profile.decode({
    extends: Profile.defaultProfile,
    id: "flooded",
    label: "a unit with a lead battery",
    settings: [{ id: 60, raw: 0x20 }]
  })
)

/** A unit that says no. */
const refused = (
  letter: WinmonEnvelope.Letter,
  _tag: "NotUnderstood" | "SettingUnsupported"
): Meddled.Meddling => Meddled.replying(letter, { _tag, data: [] })

const forcedOf = ({ simulated }: Controlled, unit = 0) =>
  Effect.map(simulated.state, ({ system }) => system.devices[unit]!.forced?.subState ?? null)

describe("a forced charge state", () => {
  it.effect("absorption and float, on the mains: observed, one frame each", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const [to, expected] of [
        ["absorption", "forced-absorption"],
        ["float", "float"]
      ] as const) {
        unit.requests.length = 0
        const { outcomes } = yield* carriedOut(unit, [force(to)])
        assert.deepStrictEqual(only(outcomes), OBSERVED)
        assert.strictEqual(yield* forcedOf(unit), expected)
        assert.strictEqual(unit.writes(), 1)
      }
    })
  )

  it.effect("equalise, with lead: warns, and is observed", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ device: { profile: flooded } })
      const { plan, outcomes } = yield* carriedOut(unit, [force("equalise")])
      assert.match(plan.writes[0]!.warnings.join(), /flooded lead/)
      assert.deepStrictEqual(only(outcomes), OBSERVED)
      assert.strictEqual(yield* forcedOf(unit), "equalise")
    })
  )

  it.effect("equalise, with lithium, or when the unit does not report it: refused", () =>
    Effect.gen(function* () {
      const lithium = yield* controlled()
      assert.containsSubset(yield* refusal(lithium.control.plan([force("equalise")])), {
        _tag: "Forbidden",
        why: "the battery is configured as lithium, and equalising would damage it"
      })
      const silent = yield* controlled({
        device: { profile: flooded },
        meddle: (request) =>
          request._tag === "WinmonRequest" && hasCommand(request, "SettingInfoRequest")
            ? refused(request.letter, "SettingUnsupported")
            : undefined
      })
      assert.containsSubset(yield* refusal(silent.control.plan([force("equalise")])), {
        _tag: "Forbidden",
        why: "the unit does not report whether the battery is a lithium one"
      })
    })
  )

  it.effect("equalise, after lithium was cleared in RAM only: what acts counts", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [flag(Flag.byNumber(36)!.flag, false, "ram")])
      const plan = yield* played(unit.control.plan([force("equalise")]))
      assert.strictEqual(plan.writes.length, 1)
    })
  )

  it.effect("its answer lost: not sent again, and observed", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.inTurn(isWrite, { answer: "lost" }) })
      const { outcomes } = yield* carriedOut(unit, [force("absorption")])
      assert.deepStrictEqual(only(outcomes), OBSERVED)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("its frame lost: not sent again, and nobody knows", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.inTurn(isWrite, { instead: "lost" }) })
      const { outcomes } = yield* carriedOut(unit, [force("absorption")])
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 1)
      assert.strictEqual(yield* forcedOf(unit), null)
    })
  )

  it.effect("without mains: acknowledged, dropped, and said to be so", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unit.simulated.control({ change: "mains", on: false })
      yield* Panels.wait(5)
      const { outcomes } = yield* carriedOut(unit, [force("absorption")])
      assert.containsSubset(only(outcomes), {
        _tag: "NotWritten",
        cause: { _tag: "NotVerified", wanted: "charge, forced-absorption" }
      })
      assert.match(
        causeOf(outcomes),
        /was asked for, and the unit shows .* a charge state cannot be taken back/
      )
      assert.notInclude(causeOf(outcomes), "vebus undo")
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("refused by the unit: not written, with what it said", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) =>
          isWrite(request) && request._tag === "WinmonRequest"
            ? refused(request.letter, "NotUnderstood")
            : undefined
      })
      const { outcomes } = yield* carriedOut(unit, [force("absorption")])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "Refused" } })
    })
  )

  it.effect("which it is in already: no more than acknowledged", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [force("float")])
      const { outcomes } = yield* carriedOut(unit, [force("float")])
      assert.deepStrictEqual(only(outcomes), Outcome.written("acknowledged"))
    })
  )

  it.effect("unplugged in the middle: nobody knows, and nothing follows", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([force("absorption")]))
      const running = yield* Effect.forkChild(unit.control.execute(plan))
      yield* Panels.until(() => unit.writes() > 0)
      yield* unit.line.happen({ kind: "unplug", forMillis: 3000 })
      const outcome = only(yield* played(Fiber.join(running)))
      assert.containsSubset(outcome, { _tag: "Unknown", cause: { _tag: "Lost" } })
      assert.isTrue(outcome._tag === "Unknown" && outcome.cause instanceof Errors.Lost)
      yield* Panels.wait(20)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("reaches the unit at the address, and no other", () =>
    Effect.gen(function* () {
      const unit = yield* ofProfile("three-phase-48-3000")
      const plan = yield* played(unit.control.plan([force("absorption")], { address: 1 }), 60)
      const outcomes = yield* played(unit.control.execute(plan), 60)
      assert.deepStrictEqual(only(outcomes), OBSERVED)
      assert.deepStrictEqual(yield* Effect.forEach([0, 1, 2], (place) => forcedOf(unit, place)), [
        null,
        "forced-absorption",
        null
      ])
    })
  )
})
