/**
 * A short soak in every run; `npm run soak` does a whole day.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Soak from "../soak/Soak.ts"

describe("R23 a soak on a bad line", () => {
  it("gives no wrong value, and every request ends", async () => {
    const report = await Soak.run({ hours: 0.75, seed: 42 })
    assert.deepStrictEqual(report.wrong, [])
    assert.strictEqual(report.untyped, 0)
    assert.strictEqual(report.hanging, 0)
    assert.isAbove(report.right, 15_000)
    assert.isAtMost(report.byChance, 1)
    for (const kind of ["drop", "flip", "noise", "restart", "unplug", "sleep"]) {
      assert.isAbove(report.faults[kind] ?? 0, 0, kind)
    }
  })
})
