/**
 * The configurations that pages show are ones that a gateway takes.
 */
import { globSync, readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Config } from "@vebus/gateway"
import * as Result from "effect/Result"

const root = resolve(fileURLToPath(new URL("../../../..", import.meta.url)))
const NAME = /^# \S*gateway\.yaml\n/u

const shown = globSync("docs/**/*.md", { cwd: root }).flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)]
    .map((match) => match[1]!)
    .filter((text) => NAME.test(text))
    .map((text, index) => ({ name: `${relative(".", page)} ${index + 1}`, text }))
)

describe("a configuration of the pages", () => {
  assert.isAbove(shown.length, 2)

  it.each(shown)("$name is one", ({ text }) => {
    const file = { path: "gateway.yaml", text }
    const loaded = Config.load({ file, env: {}, flags: [] })
    assert.deepStrictEqual(Result.isFailure(loaded) ? loaded.failure : [], [])
  })
})
