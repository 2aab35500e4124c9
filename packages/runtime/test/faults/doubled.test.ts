/**
 * Requests that come to the adapter twice, as over a serial server that sends again what was acknowledged late: each is answered
 * twice, and the second answer is nobody's. In a system with a silent unit two of three letters rest for what it never
 * answers, so that all is asked on one.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { Telemetry } from "@vebus/runtime"
import { Profile, type Truth } from "@vebus/simulator"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { played } from "../Played.ts"

const signed = (word: number | undefined): number => ((word ?? 0) << 16) >> 16

/** The powers that a unit has told, word for word. */
const toldBy = (truths: ReadonlyArray<Truth.Truth>, address: number): ReadonlyArray<string> =>
  truths
    .filter((truth) => truth.address === address)
    .map(({ raw }) => `${0 - signed(raw["15"])} ${signed(raw["16"])}`)

const check = ({ units }: Reading.Reading, truths: ReadonlyArray<Truth.Truth>): number => {
  let known = 0
  for (const { address, inputPower, outputPower } of units ?? []) {
    if (inputPower === null) continue
    known++
    assert.include(toldBy(truths, address), `${inputPower} ${outputPower}`, `unit ${address}`)
  }
  return known
}

describe("requests that come twice", () => {
  for (const [name, profile] of [
    ["one that is silent", "six-units-one-silent-48-5000"],
    ["all there", "three-phase-48-3000"]
  ] as const) {
    for (const share of [0.2, 1]) {
      it.effect(
        `with ${share * 100} % of them doubled, and units of which ${name}: each has its own words`,
        () =>
          Effect.gen(function* () {
            const truths: Array<Truth.Truth> = []
            const session = yield* played(
              simulated({
                profile: Profile.profiles[profile],
                faults: { seed: 7, requests: { duplicate: share } },
                onTruth: (truth) => truths.push(truth)
              }),
              60
            )
            yield* session.simulator.control({ change: "load", watts: 4000 })
            const readings = yield* played(
              Telemetry.readings(session).pipe(Stream.take(12), Stream.runCollect),
              240
            )
            const known = readings.reduce((sum, reading) => sum + check(reading, truths), 0)
            assert.isAtLeast(known, 12)
          })
      )
    }
  }
})
