/**
 * What is pure, for anything that a flow can send and an editor can keep.
 */
import { reading } from "@vebus/testing/arbitraries"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import fc from "fast-check"
import * as Definitions from "../src/Definitions.ts"
import * as Dots from "../src/Dots.ts"
import { at } from "../src/Nodes.ts"
import * as Wishes from "../src/Wishes.ts"

const anything = fc.oneof(
  fc.anything(),
  fc.constantFrom("on", "off", "charger only", "float", "devices", "none", 12, "12 A", true),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean()))
)

describe("a message", () => {
  it("of any kind is a wish, or is told what was expected", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...Wishes.targets), fc.string()),
        anything,
        fc.string(),
        (target, payload, name) => {
          const wish = Wishes.parse(target, payload, name)
          if (Result.isFailure(wish)) return assert.match(wish.failure, /expected/)
          assert.include(Wishes.targets, target)
          // Only what is asked for in its own words acts once and cannot be taken back.
          if (wish.success.isOneShot)
            assert.include<unknown>(["absorption", "float", "equalise", "devices"], payload)
          if (target === "switch" || target === "limit") assert.isFalse(wish.success.isStorable)
        }
      )
    )
  })
})

describe("what the editor keeps", () => {
  it("of any kind is read, or is told what was expected; nothing is allowed but by a tick", () => {
    const kept = fc.record(
      { port: anything, address: anything, interval: anything, allow: anything, eeprom: anything },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(kept, (definition) => {
        const read = Definitions.connection(definition)
        if (Result.isFailure(read)) return assert.match(read.failure, /expected/)
        assert.strictEqual(read.success.isWritable, definition.allow === true)
        assert.strictEqual(read.success.isStorable, definition.allow === true && definition.eeprom === true)
        assert.isTrue(read.success.interval >= 500 && read.success.interval <= 3_600_000)
      })
    )
  })
})

describe("a figure of a reading", () => {
  it("is what the path names, and null where there is nothing", () => {
    fc.assert(
      fc.property(reading(), fc.string(), (reading, path) => {
        assert.strictEqual(at(reading, "battery.voltage"), reading.battery?.voltage ?? null)
        assert.strictEqual(at(reading, "acInput.0.power"), reading.acInput?.[0]?.power ?? null)
        assert.notStrictEqual(at(reading, path), undefined)
        for (const strange of ["constructor", "battery.__proto__", "leds.toString"])
          assert.isNull(at(reading, strange))
      })
    )
  })
})

describe("a dot", () => {
  it("has a text that fits below a node", () => {
    fc.assert(
      fc.property(fc.string(), (reason) => {
        for (const status of [Dots.of({ _tag: "Waiting", reason }), Dots.failed(reason), Dots.done(reason)])
          assert.isAtMost(status.text!.length, 60)
      })
    )
  })
})
