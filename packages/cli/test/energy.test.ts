/**
 * `vebus energy` with counters as somebody in the field had them (`vectors/field.json`): what flowed is counted, what may
 * not have flowed is not, and what was not counted is said.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EnergySequence from "../../runtime/test/field/EnergySequence.ts"
import * as Clocked from "./Clocked.ts"
import type { Ended } from "./InProcess.ts"

/** The command on a unit with such counters. */
const energy = (answers: EnergySequence.Answers, ...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { transport, requests } = yield* EnergySequence.transport(answers)
    const ended = yield* Clocked.run(["energy", "--port", "tcp://field:1", ...words], { port: transport })
    const asked = requests.filter(
      (request) => request._tag === "WinmonRequest" && request.command._tag === "EnergyCountersRequest"
    )
    return { ...ended, asked: asked.length }
  })

interface Counted {
  readonly total: Readonly<Record<string, number>> | null
  readonly kilowattHours: Readonly<Record<string, number>> | null
  readonly complete: boolean
  readonly uncounted: ReadonlyArray<{ readonly reason: string; readonly millis: number }>
}

const countedOf = ({ code, stdout, stderr }: Ended): Counted => {
  assert.strictEqual(code, 0, stderr)
  return (JSON.parse(stdout) as { readonly energy: { readonly counted: Counted } }).energy.counted
}

const JOULES = 0x1_0000

describe("field-21: one 80 among good replies", () => {
  it.effect("is a lost reply: all counts from the first to the last are there", () =>
    Effect.gen(function* () {
      const ended = yield* energy(EnergySequence.oneRefused, "--for", "40s", "--json")
      const { total, kilowattHours, complete, uncounted } = countedOf(ended)
      assert.closeTo(total!["acIn1ToInverter"]! / JOULES, 20, 1)
      assert.closeTo(kilowattHours!["acIn1ToInverter"]!, (20 * JOULES) / 3.6e6, JOULES / 3.6e6)
      assert.deepStrictEqual([complete, uncounted], [true, []])
      assert.strictEqual(ended.stderr, "")
      const text = yield* energy(EnergySequence.oneRefused, "--for", "40s")
      assert.match(text.stdout, /^ENERGY +KWH$/m)
      assert.notMatch(text.stdout, /Not counted/)
    })
  )

  it.effect("does not end a look at the counters as they stand", () =>
    Effect.gen(function* () {
      const { code, stdout, asked } = yield* energy({
        counters: (_, nth) => (nth === 0 ? "refused" : 100)
      })
      assert.strictEqual(code, 0)
      assert.match(stdout, /^AC1 to inverter +100$/m)
      assert.strictEqual(asked, 2)
    })
  )

  it.effect("as the very last replies ends the result at the last good one, and says for how long", () =>
    Effect.gen(function* () {
      const answers = EnergySequence.refusedFrom(37)
      const { total, complete, uncounted } = countedOf(yield* energy(answers, "--for", "40s", "--json"))
      assert.closeTo(total!["acIn1ToInverter"]! / JOULES, 18, 1)
      assert.isFalse(complete)
      assert.deepStrictEqual(
        uncounted.map(({ reason }) => reason),
        ["no-counters"]
      )
      const { code, stdout } = yield* energy(answers, "--for", "40s")
      assert.strictEqual(code, 0)
      assert.match(stdout, /^ENERGY +KWH \(INCOMPLETE\)$/m)
      assert.match(stdout, /^Not counted: unit 0 for [3-6] s, .*: it did not show its counters$/m)
    })
  )

  it.effect("as a first answer that is repeated: the unit has no counters, exit 5", () =>
    Effect.gen(function* () {
      for (const words of [[], ["--json"], ["--for", "40s"], ["--for", "40s", "--json"]]) {
        const { code, stdout, stderr, asked } = yield* energy({ counters: () => "refused" }, ...words)
        assert.deepStrictEqual([code, stdout], [5, ""])
        assert.match(stderr, /^vebus: the device refused energy counters/)
        assert.strictEqual(asked, 3, "a refusal may pass, and is asked again")
      }
    })
  )
})

describe("field-22: counters cleared by switching off", () => {
  it.effect("no count is made of it, and the span is said", () =>
    Effect.gen(function* () {
      const seconds = `${EnergySequence.inputOf("field-22").steps!.at(-1)!.to}s`
      const { total, complete, uncounted } = countedOf(
        yield* energy(EnergySequence.cleared, "--for", seconds, "--json")
      )
      assert.strictEqual(total!["acIn1ToInverter"], 0)
      assert.isFalse(complete)
      assert.include(
        uncounted.map(({ reason }) => reason),
        "off"
      )
      const { stdout } = yield* energy(EnergySequence.cleared, "--for", seconds)
      assert.match(stdout, /^AC1 to inverter +0$/m)
      assert.match(stdout, /^Not counted: unit 0 for \d+ s, .*: it was off, which may clear its counters$/m)
    })
  )

  it.effect("is found by what a unit can carry where nobody saw that it was off", () =>
    Effect.gen(function* () {
      const { counters } = EnergySequence.cleared
      const { total, uncounted } = countedOf(yield* energy({ counters }, "--for", "20s", "--json"))
      assert.strictEqual(total!["acIn1ToInverter"], 0)
      assert.deepStrictEqual(
        uncounted.map(({ reason }) => reason),
        ["impossible"]
      )
    })
  )
})
