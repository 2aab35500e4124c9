/**
 * `docs/hardware.md`: every statement of the protocol pages that nobody has proven, each with its command; and what a survey
 * can decide is confirmed by the simulator.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Statements } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { entries } from "../scripts/hardware/Entries.ts"
import * as Marks from "../scripts/hardware/Marks.ts"
import * as Page from "../scripts/hardware/Page.ts"
import * as Clocked from "./Clocked.ts"

const docs = fileURLToPath(new URL("../../../docs", import.meta.url))
const page = readFileSync(join(docs, "hardware.md"), "utf8")
const marks = Marks.read(join(docs, "protocol"))
const unproven = [...new Set(Marks.unproven(marks).map(({ id }) => id))]

const bySurvey = Object.entries(entries).flatMap(([id, { needs }]) => (needs === "survey" ? [id] : []))

describe("docs/hardware.md", () => {
  it("lists each statement that is marked inferred or doubtful, with its command", () => {
    const marked = readdirSync(join(docs, "protocol"))
      .filter((name) => name !== "README.md")
      .flatMap((name) => [
        ...readFileSync(join(docs, "protocol", name), "utf8").matchAll(/\[(?:inferred|doubtful)[^\]]*\]/g)
      ])
    assert.isAbove(unproven.length, 20)
    assert.strictEqual(marked.length, Marks.unproven(marks).length, "each has an id")
    assert.deepStrictEqual(Object.keys(entries).toSorted(), unproven.toSorted())
    const listed = [...page.matchAll(/^### (.*)$/gm)].map(([, id]) => id!)
    assert.deepStrictEqual(listed.toSorted(), unproven.toSorted())
    assert.lengthOf([...page.matchAll(/^- Command: `vebus /gm)], unproven.length)
    assert.lengthOf([...page.matchAll(/^- May change: ./gm)], unproven.length)
  })

  it("is what its generator writes (npm run generate)", () => assert.strictEqual(page, Page.text))

  it("has what writes to the unit at its end", () => {
    const order = ["survey", "hands", "adapter", "unit"]
    const listed = [...page.matchAll(/^### (.*)$/gm)].map(([, id]) => order.indexOf(entries[id!]!.needs))
    assert.deepStrictEqual(
      listed,
      listed.toSorted((a, b) => a - b)
    )
  })

  it("and the survey know the same statements", () => {
    const decided = new Set(Statements.all.map(({ id }) => id))
    for (const id of bySurvey) assert.isTrue(decided.has(id), id)
    const named = new Set(marks.map(({ id }) => id))
    for (const id of decided) assert.isTrue(named.has(id), `${id} stands on no page of the protocol`)
  })
})

describe("the commands that need reads only", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vebus-hardware-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Systems that have something to show for each of the statements. */
  const systems: Readonly<Record<string, object | null>> = {
    "multiplus-ii-48-3000-230v": null,
    "parallel-48-5000": null,
    "phoenix-12-1200": null,
    "three-phase-l3-off": {
      extends: "three-phase-48-3000",
      id: "three-phase-l3-off",
      units: [
        { address: 0, serial: "HQ0000TEST1" },
        { address: 1, serial: "HQ0000TESTA" },
        { address: 2, serial: "HQ0000TESTB", presence: "off" }
      ]
    },
    "signed-setting": {
      extends: "multi-12-3000-mk2",
      id: "signed-setting",
      settings: [
        {
          id: 200,
          name: "signed",
          scale: 1,
          offset: 0,
          default: 0,
          min: 65_526,
          max: 10,
          access: 0,
          raw: 65_535
        }
      ]
    }
  }

  it.effect("say confirmed against the simulator", () =>
    Effect.gen(function* () {
      const confirmed = new Set<string>()
      for (const [name, profile] of Object.entries(systems)) {
        const file = join(folder, `${name}.json`)
        if (profile !== null) writeFileSync(file, JSON.stringify(profile))
        const port = `sim:${profile === null ? name : file}`
        const ended = yield* Clocked.run(["survey", join(folder, `of-${name}.json`), "--port", port])
        assert.strictEqual(ended.code, 0, ended.stderr)
        const [, told = ""] = /^confirmed: [^\n]*\n((?: {2}.*\n)*)/m.exec(ended.stdout) ?? []
        for (const [, id] of told.matchAll(/^ {2}([a-z0-9-]+): /gm)) confirmed.add(id!)
      }
      assert.deepStrictEqual(
        bySurvey.filter((id) => !confirmed.has(id)),
        []
      )
    })
  )
})
