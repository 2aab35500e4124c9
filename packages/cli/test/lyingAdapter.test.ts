/**
 * An adapter that lies once about an info, then tells the truth, and commands as processes that share a cache: whatever
 * the first one was told, all later ones are right.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { Driver, Lies } from "@vebus/simulator"
import { serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import { rows } from "./look/Documents.ts"
import { run } from "./Process.ts"

/** Ten times the scale of RAM 5, once. */
const tenfold = Lies.once(
  (request) =>
    request?._tag === "WinmonRequest" &&
    request.command._tag === "RamInfoRequest" &&
    request.command.id === 5,
  (reply) => {
    const payload = Uint8Array.of(...Frames.encodeReply(reply).subarray(0, 2), 0x8e, 0xff, 0xff, 0x8f, 0, 0)
    return Frames.decodeReply(payload, 0, payload.length)
  }
)

describe("an adapter that lies once", () => {
  it.live("all later commands are right", () =>
    Effect.gen(function* () {
      const cache = mkdtempSync(join(tmpdir(), "vebus-lies-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(cache, { recursive: true, force: true })))
      const { open } = yield* Driver.make({ line: "unpaced" })
      const { port } = yield* serveTcp({ port: 0 }, { open: Lies.wrap(open, tenfold) })
      const words = ["ram", "get", "5", "-p", `tcp://127.0.0.1:${port}`, "--json"]
      const scaleOf = Effect.promise(async () => {
        const { code, stdout, stderr } = await run(words, { env: { VEBUS_CACHE_DIR: cache } })
        assert.strictEqual(code, 0, stderr)
        const [value] = rows((JSON.parse(stdout) as { readonly ram: unknown }).ram)
        return (value!["raw"] as { readonly scale: number }).scale
      })
      assert.strictEqual(yield* scaleOf, -1, "the lie is told once")
      assert.deepStrictEqual([yield* scaleOf, yield* scaleOf], [-32758, -32758])
    }).pipe(Effect.scoped)
  )
})
