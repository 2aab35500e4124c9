/**
 * A backup takes a minute at 2400 baud: who waits for it without a terminal, such as a script's log, hears how far it is.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Clocked from "./Clocked.ts"

const folder = mkdtempSync(join(tmpdir(), "vebus-backup-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.effect("a backup without a terminal says every twenty seconds how far it is", () =>
  Effect.gen(function* () {
    const words = ["settings", "backup", join(folder, "unit.json"), "--port", "sim:"]
    const { code, stdout, stderr } = yield* Clocked.run(words)
    assert.strictEqual(code, 0, stderr)
    assert.match(stdout, /^144 settings and 64 flags of /)
    const said = [...stderr.matchAll(/^vebus: reading settings and flags, each twice \((\d+) of 308\)$/gm)]
    assert.isAtLeast(said.length, 2)
    assert.strictEqual(said.length, stderr.trim().split("\n").length)
    const counts = said.map(([, count]) => Number(count))
    assert.deepStrictEqual(
      counts,
      counts.toSorted((a, b) => a - b)
    )
    assert.isAbove(counts[0]!, 30)
  })
)
