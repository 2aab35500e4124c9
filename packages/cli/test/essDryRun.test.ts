/**
 * A dry run of `vebus ess follow`: a whole minute of what would be set, on the test clock, and nothing that changes the unit.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Clocked from "./Clocked.ts"
import * as EssHouse from "./EssHouse.ts"

const follow = (file: string) => ["ess", "follow", "--config", file, "--port", "sim:"]

describe("a dry run of ess follow", () => {
  it.effect(
    "ends by itself after a minute, has shown all of it, writes nothing, and lets the configuration be followed",
    () =>
      Effect.gen(function* () {
        const house = yield* EssHouse.make([...EssHouse.lines, "signChecked: true"])
        const before = yield* Clock.currentTimeMillis
        const { code, stdout, stderr } = yield* Clocked.run(
          [...follow(house.file), "--dry-run"],
          house.options
        )
        assert.strictEqual(code, 0, stderr)
        assert.isAtLeast((yield* Clock.currentTimeMillis) - before, 60_000)
        const said = stdout.trim().split("\n")
        assert.strictEqual(
          said.at(-1),
          "nothing was set. This configuration may now be followed without --dry-run"
        )
        const shown = said.filter((line) => line.startsWith("grid "))
        assert.strictEqual(shown.length, 30)
        assert.match(shown.at(-1)!, /^grid -?\d+ W, unit -?\d+ W: active, would set -9\d\d W \(follow\)$/)
        assert.include(stdout, "would be active: it follows the meter")
        assert.isFalse(house.requests.some((request) => Frames.traits(request).effect === "write"))
        const followed = yield* Clocked.run(follow(house.file), house.options)
        assert.strictEqual(followed.code, 7, "only the consent is missing")
        assert.deepStrictEqual(house.written(), [])
      })
  )

  it.effect("of a meter that told nothing does not count", () =>
    Effect.gen(function* () {
      const house = yield* EssHouse.make([...EssHouse.lines, "signChecked: true"])
      const silent = { ...house.options, meter: Stream.never }
      const tried = yield* Clocked.run([...follow(house.file), "--dry-run"], silent)
      assert.strictEqual(tried.code, 4, tried.stderr)
      assert.include(tried.stderr, "the meter told nothing in a minute")
      const refused = yield* Clocked.run([...follow(house.file), "--yes"], house.options)
      assert.strictEqual(refused.code, 5)
      assert.include(refused.stderr, "no dry run was made")
      assert.deepStrictEqual(house.written(), [])
    })
  )
})
