/**
 * Each simulated unit is surveyed, the simulator becomes what the survey describes, and a survey of that says the same.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Survey from "@vebus/codec/survey"
import { Compare } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Surveyed from "./Surveyed.ts"

/** What an issue takes. */
const LARGEST_BYTES = 60_000

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Survey.Survey))

describe("a survey, and a survey of what it describes", () => {
  for (const id of Object.keys(Profile.profiles) as ReadonlyArray<Profile.ProfileId>) {
    it.effect(id, () =>
      Effect.gen(function* () {
        const { survey } = yield* Surveyed.undisturbed(id)
        const text = JSON.stringify(survey)
        assert.deepStrictEqual(decode(text), survey)
        assert.isBelow(text.length, LARGEST_BYTES)
        // Those are the serial numbers of the profiles.
        assert.notMatch(text, /HQ[0-9]/)
        const profile = Result.getOrThrow(Profile.decode(JSON.parse(text)))
        const again = yield* Surveyed.of({ profile })
        assert.deepStrictEqual(Compare.differences(survey, again.survey).map(Compare.sentence), [])
        assert.deepStrictEqual(Surveyed.lasting(again.survey), Surveyed.lasting(survey))
      })
    )
  }

  it.effect("a unit that another program left in long frames: access levels and all of its version", () =>
    Effect.gen(function* () {
      const found = Profile.profiles["multiplus-ii-48-3000-230v"]
      const profile = {
        ...found,
        interface: { ...found.interface, longFrames: { value: true, basis: "made-up" } }
      }
      const { survey } = yield* Surveyed.of({ profile })
      const [unit] = Survey.whole(survey)
      assert.strictEqual(survey.adapter.winmon, "long")
      assert.strictEqual(unit?.remainder, "08 1D 00 00 37 10")
      assert.deepInclude(
        unit?.settings.find(({ id }) => id === 11),
        { access: 128 }
      )
      const again = yield* Surveyed.of({
        profile: Result.getOrThrow(Profile.decode(JSON.parse(JSON.stringify(survey))))
      })
      assert.deepStrictEqual(Surveyed.lasting(again.survey), Surveyed.lasting(survey))
    })
  )
})

describe("a survey as a profile", () => {
  it("has to be complete", () => {
    const bad = Profile.decode({ schema: Survey.SCHEMA, complete: false, software: "test", cells: {} })
    assert.isTrue(Result.isFailure(bad))
    if (Result.isFailure(bad)) assert.match(bad.failure.message, /complete.*go on with this file/)
  })
  it("has to be one, and says where it is not", () => {
    const bad = Profile.decode({ schema: Survey.SCHEMA, complete: true, software: "test" })
    assert.isTrue(Result.isFailure(bad))
    if (Result.isFailure(bad)) assert.match(bad.failure.message, /adapter/)
  })
})
