/**
 * The page of hazards is true: every guard names tests that hold it, and those tests exist. Titles stand on the page as in
 * the test, with `…` where they differ from case to case.
 */
import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const page = fileURLToPath(new URL("../../../docs/safety.md", import.meta.url))

/** A hazard of the page: its number, and the tests that its last column names. */
interface Hazard {
  readonly number: string
  readonly tests: ReadonlyArray<{ readonly path: string; readonly titles: ReadonlyArray<string> }>
}

const hazards: ReadonlyArray<Hazard> = readFileSync(page, "utf8")
  .split("\n")
  .filter((line) => /^\| S\d/.test(line))
  .map((line) => {
    const cells = line.split(" | ")
    return {
      number: /S\d+/.exec(cells[0]!)![0],
      tests: [...cells.at(-1)!.matchAll(/\[[^\]]+\]\(([^)]+)\)((?:[:;] “[^”]+”)+)/g)].map((match) => ({
        path: match[1]!,
        titles: [...match[2]!.matchAll(/“([^”]+)”/g)].map((title) => title[1]!)
      }))
    }
  })

/** The titles of the tests of a file, with the parts that differ from case to case left open. */
const titlesOf = (path: string): ReadonlyArray<string> =>
  [...readFileSync(resolve(dirname(page), path), "utf8").matchAll(/\bit(?:\.\w+)*\(\s*(["'`])(.+?)\1/gs)].map(
    (match) => match[2]!.replaceAll(/\$\{[^}]*\}/g, "…")
  )

describe("docs/safety.md", () => {
  it("numbers its hazards without gaps", () => {
    assert.isAbove(hazards.length, 20)
    assert.deepStrictEqual(
      hazards.map(({ number }) => number),
      hazards.map((_, index) => `S${index + 1}`)
    )
  })

  for (const { number, tests } of hazards) {
    it(`${number} is held by tests that exist`, () => {
      assert.isAbove(tests.length, 0)
      const missing = tests.flatMap(({ path, titles }) => {
        const existing = titlesOf(path)
        return titles.filter((title) => !existing.includes(title)).map((title) => `${path}: ${title}`)
      })
      assert.deepStrictEqual(missing, [])
    })
  }
})
