/**
 * What every start of the command line loads, whatever the command: the tree of commands and what reads the words. The rest
 * is loaded by the command that uses it, since loading is nearly all of the time that `vebus --version` takes.
 */
import { assert, describe, it } from "@effect/vitest"
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** What the bundled command line loads before it knows the command. */
    readonly start: { readonly modules: ReadonlyArray<string>; readonly bytes: number }
  }
}

const { bytes, modules } = inject("start")

/** What was there when this was written, and a little; 25 kB are the names by which files find each other. Whoever needs more says why. */
// What the gateway uses of modules that every start loads is in them: 80 kB of schemas, headers, addresses and requests.
const MOST_BYTES = 505_000

describe("what every start loads", () => {
  it("is the tree of commands", () => {
    assert.include(modules, "packages/cli/src/Vebus.ts")
    assert.include(modules, "packages/cli/src/commands/Monitor.ts")
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

  it(`is at most ${MOST_BYTES} bytes`, () => assert.isAtMost(bytes, MOST_BYTES))
})
