/**
 * Systems of one to six units on one to three phases, some of them silent: what a reading says of powers and currents is
 * what flows in the simulation, or `null`; never the figure of another unit, phase or moment.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { Telemetry } from "@vebus/runtime"
import { Profile, type Truth } from "@vebus/simulator"
import { system } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import fc from "fast-check"
import { played } from "./Played.ts"
import * as QuickClock from "./QuickClock.ts"
import * as Wire from "./Wire.ts"

/** Loads and mains stand still, so that all readings of a system are of the same flow; measuring noise remains. */
const standing = [
  { change: "load", watts: 3000 },
  { change: "mains", on: true, unsteadiness: 0 }
] as const

type Figures = ReturnType<typeof figuresOf>
const signed = (word: number | undefined): number => ((word ?? 0) << 16) >> 16

/** What flows through each unit, as the plant has it and not as any word says. */
const figuresOf = ({ system: { units } }: Truth.Truth) =>
  units.map(({ address, presence, inputWatts, outputWatts }) => ({
    address,
    isPresent: presence === "present",
    input: inputWatts,
    output: outputWatts
  }))

/** A figure of several units: nothing outside of what has flowed meanwhile, give or take the noise, may be told. */
const within = (
  found: number | null,
  moments: ReadonlyArray<Figures>,
  pick: (figures: Figures) => ReadonlyArray<number>,
  path: string
) => {
  if (found === null) return
  const sums = moments.map((figures) => pick(figures).reduce((sum, part) => sum + part, 0))
  const drift = DRIFT * Math.max(1, pick(moments[0]!).length)
  assert.isAtLeast(found, Math.min(...sums) - drift, path)
  assert.isAtMost(found, Math.max(...sums) + drift, path)
}

/** How far the noise of one unit goes, in watts. */
const DRIFT = 40

/** What units answered for their powers, word for word, by address. */
const saidBy = (truths: ReadonlyArray<Truth.Truth>, address: number) =>
  truths
    .filter((truth) => truth.address === address && /^\w\w FF 5[789A] 30/.test(truth.request))
    .map(({ raw }) => `${-signed(raw["15"]) + 0} ${signed(raw["16"])} ${signed(raw["14"])}`)

/** Each unit has the words of one of its own answers, and sums are those of the units, to the watt. */
const isExact = (
  { units, acInput, acOutput, acInputPower, acOutputPower }: Reading.Reading,
  truths: ReadonlyArray<Truth.Truth>
) => {
  const sum = (of: ReadonlyArray<Reading.Unit>, side: "inputPower" | "outputPower") =>
    of.reduce<number | null>(
      (total, unit) => (total === null || unit[side] === null ? null : total + unit[side]),
      0
    )
  for (const { address, status, inputPower, outputPower, inverterPower } of units ?? []) {
    if (status === "present") {
      assert.include(
        saidBy(truths, address),
        `${inputPower} ${outputPower} ${inverterPower}`,
        `unit ${address}`
      )
    }
  }
  for (const [side, phases] of [
    ["inputPower", acInput],
    ["outputPower", acOutput]
  ] as const) {
    for (const { phase, power } of phases ?? []) {
      const mine = units!.filter((unit) => unit.phase === phase)
      assert.strictEqual(power as number | null, sum(mine, side), `${side} of L${phase}`)
    }
  }
  assert.strictEqual(acInputPower as number | null, sum(units!, "inputPower"))
  assert.strictEqual(acOutputPower as number | null, sum(units!, "outputPower"))
}

const check = (reading: Reading.Reading, moments: ReadonlyArray<Figures>) => {
  const [first] = moments
  const isWhole = first!.every(({ isPresent }) => isPresent)
  for (const [side, phases, total] of [
    ["input", reading.acInput, reading.acInputPower],
    ["output", reading.acOutput, reading.acOutputPower]
  ] as const) {
    for (const { phase, power } of phases ?? []) {
      const mine = (figures: Figures) => figures.filter(({ address }) => address % 3 === phase - 1)
      within(power, moments, (figures) => mine(figures).map((unit) => unit[side]), `${side} of L${phase}`)
      if (mine(first!).some(({ isPresent }) => !isPresent)) assert.isNull(power, `${side} of L${phase}`)
    }
    within(total, moments, (figures) => figures.map((unit) => unit[side]), `${side} of all`)
    assert.strictEqual(total === null, !isWhole, `${side} of all`)
  }
  assert.deepStrictEqual(
    reading.units?.map(({ address, status }) => [address, status === "present"]),
    first!.map(({ address, isPresent }) => [address, isPresent])
  )
  for (const unit of reading.units ?? []) {
    const own = (figures: Figures) => figures.filter(({ address }) => address === unit.address)
    within(
      unit.inputPower,
      moments,
      (figures) => own(figures).map(({ input }) => input),
      `input of ${unit.address}`
    )
    within(
      unit.outputPower,
      moments,
      (figures) => own(figures).map(({ output }) => output),
      `output of ${unit.address}`
    )
    assert.strictEqual(unit.inputPower === null, unit.status === "silent")
    assert.strictEqual(unit.phase as number, (unit.address % 3) + 1)
  }
}

describe("a reading of any system", () => {
  it.effect("has the figures of the system, or null", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(system(Profile.profiles["multiplus-ii-48-5000-mk3"]), fc.nat(5), (profile, place) =>
          Effect.runPromise(
            Effect.scoped(
              Effect.gen(function* () {
                const present = profile.units!.filter(({ presence }) => presence === undefined)
                const truths: Array<Truth.Truth> = []
                const { address } = present[place % present.length]!
                const { session, simulated } = yield* played(
                  Wire.connect({ profile, onTruth: (truth) => truths.push(truth) }, { address }),
                  60
                )
                for (const change of standing) yield* simulated.control(change)
                yield* played(Effect.sleep("5 seconds"))
                truths.length = 0
                const readings = yield* played(
                  Telemetry.readings(session).pipe(Stream.take(2), Stream.runCollect),
                  120
                )
                const moments = truths.map(figuresOf)
                for (const reading of readings) {
                  check(reading, moments)
                  isExact(reading, truths)
                }
              })
            ).pipe(QuickClock.own)
          )
        ),
        { numRuns: 20 }
      )
    )
  )
})
