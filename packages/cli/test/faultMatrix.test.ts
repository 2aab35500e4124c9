/**
 * The page of faults is what the tests say: generated from them, and nothing is missing.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))

describe("docs/fault-matrix.md", () => {
  it("is up to date: npm run generate", () => {
    const script = join(root, "packages/testing/scripts/faultMatrix.ts")
    const generated = execFileSync(process.execPath, [script, "--print"], { encoding: "utf8" })
    assert.strictEqual(readFileSync(join(root, "docs/fault-matrix.md"), "utf8"), generated)
  })
})
