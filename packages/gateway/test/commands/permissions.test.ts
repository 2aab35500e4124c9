/**
 * Permissions hold for kinds of change that did not exist when they were written.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, Setting } from "@vebus/codec"
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

describe("a setting or a flag that is never written", () => {
  it("is refused without a word of how to allow it", () => {
    const changes: ReadonlyArray<Permissions.Wanted> = [
      ...Setting.all
        .filter(({ forbidden }) => forbidden !== undefined)
        .map(({ id }) => ({ _tag: "Setting", id, to: "ram", wanted: { value: 1 } }) as const),
      ...Flag.all
        .filter(({ forbidden }) => forbidden !== undefined)
        .map(({ flag }) => ({ _tag: "Flag", flag, on: true, to: "ram" }) as const)
    ]
    assert.isAbove(changes.length, 10)
    for (const change of changes) {
      const { code, message } = Result.getOrThrow(Result.flip(Permissions.check(change, everything)))
      assert.strictEqual(code, "not-allowed")
      assert.match(message, /whatever is allowed/)
    }
  })
})
