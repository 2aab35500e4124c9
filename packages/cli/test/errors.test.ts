/**
 * `docs/errors.md` is what the code says, and no error of the libraries is missing from it.
 */
import { execFileSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { program } from "./Process.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const page = readFileSync(join(root, "docs/errors.md"), "utf8")

/** The headings, as links name them. */
const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map((match) =>
  match[1]!
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-")
)

/** Every error class of the packages, and every plain failure of something that reads text. */
const errors = globSync(join(root, "packages/{codec,runtime,simulator}/src/**/*.ts"))
  .map((file) => readFileSync(file, "utf8"))
  .flatMap((text) =>
    [...text.matchAll(/TaggedError<(\w+)>|readonly _tag: "(Bad\w+)"/g)].map(
      (match) => (match[1] ?? match[2])!
    )
  )

describe("docs/errors.md", () => {
  it("is up to date: npm run generate", () => {
    const script = join(root, "packages/cli/scripts/errors.ts")
    const generated = execFileSync(process.execPath, [script, "--print"], {
      encoding: "utf8",
      env: { ...process.env, VEBUS_PROGRAM: program }
    })
    assert.strictEqual(page, generated)
  })

  it("has a heading for each error of the libraries", () => {
    assert.isAbove(errors.length, 30)
    assert.deepStrictEqual(
      errors.filter((name) => !anchors.includes(name.toLowerCase())),
      []
    )
  })

  it("has each heading once, and links only to those", () => {
    assert.strictEqual(new Set(anchors).size, anchors.length)
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]!)
    assert.deepStrictEqual(
      links.filter((link) => !anchors.includes(link)),
      []
    )
  })

  it("says of each error what to do", () => {
    for (const text of page.split(/^### /m).slice(1)) assert.match(text, /^What to do: .{15,}\.$/m, text)
  })
})
