/**
 * What every start of the command line loads, whatever the command: the tree of commands and what reads the words. The rest
 * is loaded by the command that uses it, since loading is nearly all of the time that `vebus --version` takes.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { inject } from "vitest"
import * as InProcess from "./InProcess.ts"
import { run } from "./Process.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** What the bundled command line loads before it knows the command. */
    readonly start: { readonly modules: ReadonlyArray<string>; readonly bytes: number }
  }
}

const source = fileURLToPath(new URL("../src", import.meta.url))
const { bytes, modules } = inject("start")

/** What was there when this was written, and a little; 25 kB are the names by which files find each other. Whoever needs more says why. */
// What the gateway uses of modules that every start loads is in them: 80 kB of schemas, headers, addresses and requests.
// `fleet` has 5 kB: what it says of its flags, and its parts as files that are loaded later.
const MOST_BYTES = 432_000

describe("what every start loads", () => {
  it("is the tree of commands", () => {
    assert.include(modules, "packages/cli/src/Vebus.ts")
    assert.include(modules, "packages/cli/src/commands/Monitor.ts")
  })

  it("holds nothing that handles streams, files or a terminal", () => {
    assert.deepStrictEqual(
      modules.filter((id) =>
        /effect\/dist\/(Stream|Channel|Sink|PubSub|FileSystem)\.js$|platform-node/.test(id)
      ),
      []
    )
  })

  it("holds no codec, no simulator, no driver, and of the runtime only what reads words", () => {
    assert.deepStrictEqual(
      modules
        .filter((id) => /packages\/(codec|simulator|runtime)\/|serialport|node-pty|\/yaml\//.test(id))
        .toSorted(),
      [
        "packages/runtime/src/Span.ts",
        "packages/runtime/src/control/Amount.ts",
        "packages/runtime/src/documents/Silent.ts",
        "packages/runtime/src/transports/PortUrl.ts",
        "packages/runtime/src/transports/VersionEvery.ts"
      ]
    )
  })

  it("lacks what flags that open files and questions would need, since there are none", () => {
    const sources = globSync("**/*.ts", { cwd: source }).map((file) =>
      readFileSync(join(source, file), "utf8")
    )
    const asking = /\b(?:Flag|Argument)\.(?:Path|File\w*|Directory|\w*Prompt)\b|effect\/cli\/Prompt/
    assert.deepStrictEqual(
      sources.flatMap((text) => asking.exec(text)?.[0] ?? []),
      []
    )
  })

  it("has no wizard either, which would ask: to want it is wrong use, also behind a command", async () => {
    for (const words of [["--wizard"], ["monitor", "--wizard"]]) {
      const { code, stdout, stderr } = await InProcess.run(words)
      assert.deepStrictEqual([code, stdout], [2, ""])
      assert.include(stderr, "--wizard")
    }
    assert.notInclude((await InProcess.run(["--help"])).stdout, "wizard")
  })

  it("says the version before it, in the same words", async () => {
    const [before, after] = await Promise.all([run(["--version"]), run(["--version", "--no-color"])])
    assert.deepStrictEqual([before.code, before.stdout], [0, after.stdout])
    assert.match(after.stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it(`is at most ${MOST_BYTES} bytes`, () => assert.isAtMost(bytes, MOST_BYTES))
})
