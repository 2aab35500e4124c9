/**
 * `docs/guides/add-a-frame.md` holds: five steps, and each file it names has something of the command that is its
 * example. What it leaves out is known, too.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const guide = join(root, "docs/guides/add-a-frame.md")

/** The rows of the table: step and file. */
const rows = [...readFileSync(guide, "utf8").matchAll(/^\| ([^|]*?) +\| \[`[^`]+`\]\(([^)]+)\) +\|/gm)].map(
  (match) => ({ step: match[1]!, file: relative(root, resolve(dirname(guide), match[2]!)) })
)
const files = rows.map(({ file }) => file)

/** The example, as sources, JSON, pages and lists of bytes name it. */
const example = /SerialNumber|serialNumber|serial-number|FF 58 3B/

/** Where the example stands besides: what uses it, and tests of what only it has. */
const beyond = [
  "docs/protocol/README.md",
  "docs/protocol/bytes.md",
  "docs/protocol/coverage.md",
  "packages/codec/data/winmon-codes.json",
  "packages/codec/test/constructors.test.ts",
  "packages/codec/test/foreign.test.ts",
  "packages/codec/test/vectors.test.ts",
  "packages/codec/test/vectors/Meaning.ts",
  "packages/codec/test/vectors/Vectors.ts",
  "packages/codec/src/veconfigure/SettingsFile.ts",
  "packages/codec/src/veconfigure/UnitData.ts",
  "packages/codec/test/veconfigure/SettingsFile.test.ts",
  "packages/codec/test/winmon/SerialNumber.test.ts",
  "packages/testing/vectors/regressions.json"
]

describe("docs/guides/add-a-frame.md", () => {
  it("has five steps", () => {
    const steps = rows.map(({ step }) => step).filter((step) => step !== "")
    assert.deepStrictEqual(
      steps.map((step) => Number(step.split(" ")[0])),
      [1, 2, 3, 4, 5]
    )
  })

  for (const file of files) {
    it(`${file} knows the example`, () => assert.match(readFileSync(join(root, file), "utf8"), example))
  }

  it("leaves out no file that a new frame needs", () => {
    const patterns = ["packages/{codec,testing}/{src,test,data,vectors}/**/*.{ts,json}", "docs/protocol/*.md"]
    const places = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }))
    const answers = globSync("packages/simulator/src/{adapter,unit}/*/*.ts", { cwd: root })
    const needed = [...places, ...answers].filter((file) =>
      example.test(readFileSync(join(root, file), "utf8"))
    )
    assert.isAtLeast(needed.length, 10)
    assert.deepStrictEqual(
      needed.filter((file) => !files.includes(file) && !beyond.includes(file)),
      []
    )
  })
})
