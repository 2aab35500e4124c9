/**
 * Permissions hold for kinds of change that did not exist when they were written.
 */
import { assert, describe, it } from "@effect/vitest"
import { Permissions } from "@vebus/gateway"
import * as Result from "effect/Result"
import { everything } from "./Gate.ts"

describe("a change of a kind that no permission names", () => {
  it("is refused, whatever is allowed", () => {
    const change = { _tag: "Beacon", on: true } as unknown as Permissions.Wanted
    for (const allow of [Permissions.none, everything]) {
      assert.containsSubset(Result.getOrThrow(Result.flip(Permissions.check(change, allow))), {
        code: "not-allowed"
      })
    }
  })
})
