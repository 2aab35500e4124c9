/** Profiles as data. */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

describe("a profile", () => {
  for (const [id, profile] of Object.entries(Profile.profiles)) {
    it(`${id} is called by its id, and goes to JSON and back`, () => {
      assert.strictEqual(profile.id, id)
      const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(Profile.Profile)(profile)))
      assert.deepStrictEqual(Result.getOrThrow(Profile.decode(json)), profile)
    })

    it(`${id} names every variable and setting once`, () => {
      for (const ids of [profile.ram.map(({ id }) => id), profile.settings.map(({ id }) => id)]) {
        assert.strictEqual(new Set(ids).size, ids.length)
      }
    })
  }

  it("with a figure out of range is refused, and the place is named", () => {
    const profile = Profile.profiles["multiplus-12-500"]
    const wrong = { ...profile, ram: [{ id: 300, name: "x", scaleWord: 1, offsetWord: 0, raw: 0 }] }
    const result = Profile.decode(wrong)
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result)) assert.include(result.failure.message, "ram")
  })
})
