/**
 * `docs/cli.md` is what the commands say of themselves, and every command says enough.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const page = readFileSync(join(root, "docs/cli.md"), "utf8")

describe("docs/cli.md", () => {
  it("is up to date: npm run generate", () => {
    const script = join(root, "packages/cli/scripts/commandLine.ts")
    const generated = execFileSync(process.execPath, [script, "--print"], { encoding: "utf8" })
    assert.strictEqual(page, generated)
  })

  const commands = page.split(/^## /m).slice(1)
  it("has the commands that this house is known for", () => {
    const names = commands.map((text) => text.split("\n")[0])
    for (const name of ["monitor", "settings get", "sniff", "record", "replay", "doctor", "frame decode"]) {
      assert.include(names, `vebus ${name}`)
    }
  })

  for (const text of commands) {
    it(`${text.split("\n")[0]} describes itself and every flag`, () => {
      assert.match(text, /^vebus [a-z ]+\n\n.{20,}\n/)
      for (const [flag] of text.matchAll(/^- `-.*$/gm)) assert.match(flag, /^- `[^`]+`: .{10,}/)
    })
  }
})
