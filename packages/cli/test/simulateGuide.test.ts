/** The guide of the simulator names every profile, every change and every option, and says of each profile what it leaves out. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Change, Profile } from "@vebus/simulator"
import { run } from "./InProcess.ts"

const guide = readFileSync(new URL("../../../docs/guides/simulate.md", import.meta.url), "utf8")

/** The sections of profiles, by the name in their heading. */
const sections = new Map(
  guide
    .split(/^### /m)
    .slice(1)
    .map((text) => [/^`([^`]+)`/.exec(text)?.[1] ?? "", text] as const)
)

describe("the guide of the simulator", () => {
  it("has a section for each profile, in their order, and none for others", () => {
    assert.deepStrictEqual([...sections.keys()], Object.keys(Profile.profiles))
  })

  for (const [id, { label }] of Object.entries(Profile.profiles)) {
    it(`says of ${id} what it is, what is modelled and what is not`, () => {
      const text = sections.get(id) ?? ""
      assert.include(text, label)
      assert.match(text, /^- Modelled: \S/m)
      assert.match(text, /^- Not modelled: \S/m)
    })
  }

  it("has a line for each change that there is", () => {
    for (const { fields } of Change.Change.members) {
      assert.include(guide, `{"change":"${fields.change.literal}"`)
    }
  })

  it("has a line for each option", async () => {
    const { stdout } = await run(["simulate", "--help"])
    const [own] = stdout.split("GLOBAL FLAGS")
    const options = own!.match(/--[a-z][a-z-]+/g) ?? []
    assert.isAbove(options.length, 10)
    for (const option of options) assert.include(guide, option)
  })
})
