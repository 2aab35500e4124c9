/**
 * `vebus gateway discovery`: a document per line and unit, of every product, that obeys every rule of Home Assistant.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { complaints } from "../../../gateway/test/homeassistant/Checker.ts"
import * as Clocked from "../Clocked.ts"
import { run } from "../InProcess.ts"

interface Document {
  readonly device: { readonly identifiers: ReadonlyArray<string>; readonly model?: string }
  readonly components: Readonly<Record<string, { readonly platform: string }>>
}

const words = ["gateway", "discovery", "--port"]
const documentsOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Document)

const platformsOf = (documents: ReadonlyArray<Document>) =>
  documents.flatMap(({ components }) => Object.values(components).map(({ platform }) => platform))

describe.concurrent("vebus gateway discovery", () => {
  for (const [name, { units }] of Object.entries(Profile.profiles)) {
    it.effect(`${name}: a document for each unit, with no complaint`, () =>
      Effect.gen(function* () {
        const { code, stdout, stderr } = yield* Clocked.run([
          ...words,
          `sim:${name}`,
          "--allow",
          "everything"
        ])
        assert.strictEqual(code, 0, stderr)
        const documents = documentsOf(stdout)
        assert.strictEqual(documents.length, (units ?? [0]).length)
        for (const document of documents) assert.deepStrictEqual(complaints(document), [])
        assert.include(platformsOf(documents), "select")
      })
    )
  }

  it.effect(
    "has energy for the energy dashboard, the names of the site, and the topics that are asked for",
    () =>
      Effect.gen(function* () {
        const { stdout } = yield* Clocked.run([...words, "sim:", "--site", "van", "--base", "house/vebus"])
        const documents = documentsOf(stdout)
        const [document] = documents
        assert.sameMembers([...new Set(platformsOf(documents))], ["sensor", "binary_sensor"])
        assert.deepStrictEqual(document!.device.identifiers, ["vebus_van_0"])
        assert.includeMembers(Object.keys(document!.components), [
          "battery_energy_in",
          "battery_energy_out",
          "ac_in_energy"
        ])
        assert.include(stdout, '"house/vebus/van/0/state"')
      })
  )

  it("refuses what is no name, no topic, no choice", async () => {
    for (const more of [
      ["--site", "My Van"],
      ["--base", "vebus/#"],
      ["--allow", "all"]
    ])
      assert.strictEqual((await run([...words, "sim:", ...more])).code, 2)
  })
})
