/**
 * Energy counters that somebody in the field had over a time, from `vectors/field.json`: one refusal among good replies,
 * and counters that were cleared by switching the unit off.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, Framing } from "@vebus/codec"
import { Device, Session, Transport } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FieldSystem from "../field/FieldSystem.ts"
import { played } from "../Played.ts"

interface Step {
  readonly from: number
  readonly to: number
  readonly state: readonly [number, number]
  readonly ac1ToInverter: number
}

const inputOf = (id: string) =>
  (
    JSON.parse(
      readFileSync(new URL("../../../testing/vectors/field.json", import.meta.url), "utf8")
    ) as ReadonlyArray<{
      readonly id: string
      readonly input: {
        readonly how: string
        readonly replies?: ReadonlyArray<string>
        readonly steps?: ReadonlyArray<Step>
      }
    }>
  ).find((one) => one.id === id)!.input

/** A unit alone, which answers all but the two requests of a sequence as its profile does. */
const alone: FieldSystem.FieldSystem = {
  how: "system",
  infos: "multiplus-ii-48-3000-230v",
  adapter: { version: 1170216, unaskedVersion: true },
  answers: [],
  units: [{ address: 0, like: "profile" }],
  rest: "as the profile answers"
}

/** What a unit answers to 0F, and to 0E where that is not as in the profile, so many seconds after the start. */
interface Answers {
  readonly counters: (seconds: number, nth: number) => number | "refused"
  readonly state?: (seconds: number) => readonly [number, number]
}

const MILLIS = 1000

/** Looks at the counters every two seconds, for so long. */
const watch = (answers: Answers, seconds: number) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const usual = FieldSystem.script(alone)
    let startedAt: number | undefined
    let nth = 0
    const { transport } = yield* FieldSystem.scripted((request, transmission) => {
      if (request._tag !== "WinmonRequest") return usual(request, transmission)
      const { letter, command } = request
      const now = clock.currentTimeMillisUnsafe()
      const elapsed = (now - (startedAt ?? now)) / MILLIS
      const said = (...bytes: ReadonlyArray<number>) => [
        {
          afterMillis: 60,
          bytes: Framing.encodePayload(Uint8Array.of(0xff, letter.charCodeAt(0), ...bytes), null)
        }
      ]
      if (command._tag === "EnergyCountersRequest") {
        startedAt ??= now
        const count = answers.counters(elapsed, nth++)
        return count === "refused"
          ? said(0x80, 0)
          : said(0x98, count & 0xff, ...EnergyCounters.counters.slice(1).map(() => 0))
      }
      if (command._tag === "DeviceStateRequest" && answers.state !== undefined)
        return said(0x94, ...answers.state(elapsed))
      return usual(request, transmission)
    })
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
  const { replies } = inputOf("field-21")
  const rising = (seconds: number) => 100 + Math.floor(seconds / 2)

  it.effect("is a lost reply: all counts from the first to the last are there", () =>
    Effect.gen(function* () {
      const refused = replies!.findIndex((reply) => reply.startsWith("80"))
      assert.isAbove(refused, 0)
      const energy = yield* watch(
        { counters: (seconds, nth) => (nth === refused ? "refused" : rising(seconds)) },
        40
      )
      assert.closeTo(energy.total!.acIn1ToInverter / JOULES, 20, 1)
      assert.deepStrictEqual([energy.complete, energy.uncounted], [true, []])
    })
  )
  it.effect("as the very last replies ends the result at the last good one, and says so", () =>
    Effect.gen(function* () {
      const energy = yield* watch({ counters: (seconds) => (seconds > 37 ? "refused" : rising(seconds)) }, 40)
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
      const steps = inputOf("field-22").steps!
      const at = (seconds: number) =>
        steps.find(({ from, to }) => seconds >= from && seconds < to) ?? steps.at(-1)!
      const energy = yield* watch(
        { counters: (seconds) => at(seconds).ac1ToInverter, state: (seconds) => at(seconds).state },
        steps.at(-1)!.to
      )
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
