/**
 * Energy counters that somebody in the field had over a time, from `vectors/field.json`: one refusal among good replies,
 * and counters that were cleared by switching the unit off.
 */
import { assert, describe, it } from "@effect/vitest"
import { Device, Session, Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as EnergySequence from "../field/EnergySequence.ts"
import { played } from "../Played.ts"

const MILLIS = 1000

/** Looks at the counters every two seconds, for so long. */
const watch = (answers: EnergySequence.Answers, seconds: number) =>
  Effect.gen(function* () {
    const { transport } = yield* EnergySequence.transport(answers)
    const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
    const looks = yield* played(
      Device.make(session)
        .energy({ interval: 2 * MILLIS })
        .pipe(Stream.take(1 + seconds / 2), Stream.runCollect),
      seconds + 30
    )
    return looks.at(-1)!
  })

const JOULES = 0x1_0000

describe("field-21: one 80 among good replies", () => {
  it.effect("is a lost reply: all counts from the first to the last are there", () =>
    Effect.gen(function* () {
      const energy = yield* watch(EnergySequence.oneRefused, 40)
      assert.closeTo(energy.total!.acIn1ToInverter / JOULES, 20, 1)
      assert.deepStrictEqual([energy.complete, energy.uncounted], [true, []])
    })
  )
  it.effect("as the very last replies ends the result at the last good one, and says so", () =>
    Effect.gen(function* () {
      const energy = yield* watch(EnergySequence.refusedFrom(37), 40)
      assert.closeTo(energy.total!.acIn1ToInverter / JOULES, 18, 1)
      assert.isFalse(energy.complete)
      assert.deepStrictEqual(
        energy.uncounted.map(({ reason }) => reason),
        ["no-counters"]
      )
    })
  )
})

describe("field-22: counters cleared by switching off", () => {
  it.effect("no count is made of it, and the span is said", () =>
    Effect.gen(function* () {
      const steps = EnergySequence.inputOf("field-22").steps!
      const energy = yield* watch(EnergySequence.cleared, steps.at(-1)!.to)
      assert.strictEqual(energy.total!.acIn1ToInverter as number, 0)
      assert.isFalse(energy.complete)
      // The spans follow each other, and the off state is in one of them.
      const { uncounted } = energy
      for (const [index, { from }] of uncounted.slice(1).entries())
        assert.strictEqual(from, uncounted[index]!.to)
      assert.include(
        uncounted.map(({ reason }) => reason),
        "off"
      )
      const millis = uncounted.reduce((sum, gap) => sum + gap.millis, 0)
      assert.isAtLeast(millis, (steps[1]!.to - steps[1]!.from) * MILLIS)
    })
  )
})
