/**
 * Surveys that are kept as vectors: each becomes a simulated unit that says the same.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Survey from "@vebus/codec/survey"
import { Compare } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Surveyed from "./Surveyed.ts"

const folder = fileURLToPath(new URL("../../../testing/vectors/surveys", import.meta.url))
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Survey.Survey))

describe("a survey among the vectors", () => {
  for (const name of readdirSync(folder)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const text = readFileSync(join(folder, name), "utf8")
        const survey = decode(text)
        assert.notMatch(text, /HQ[0-9]/)
        const profile = Result.getOrThrow(Profile.decode(JSON.parse(text)))
        const again = yield* Surveyed.of({ profile })
        assert.deepStrictEqual(Compare.differences(survey, again.survey).map(Compare.sentence), [])
      })
    )
  }
})
