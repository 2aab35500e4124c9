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

const circular: Record<string, unknown> = { a: 1 }
circular["self"] = circular

const anything = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true
  }),
  fc.constantFrom<unknown>(
    circular,
    [circular],
    "x".repeat(100_000),
    Buffer.alloc(100_000),
    { toJSON: () => assert.fail("it does not want to be looked at") },
    () => 1,
    Symbol("s"),
    JSON.parse('{"__proto__":{"UBatFloat":54}}')
  ),
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
          if (Result.isFailure(wish)) {
            assert.isBelow(wish.failure.length, 400 + target.length)
            return assert.match(wish.failure, /expected/)
          }
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

describe("an address", () => {
  it("is one from 0 to 31, or none where nothing is said; no other writing of a number is one", () => {
    for (const none of [undefined, null, "", " ", "\t"])
      assert.isNull(Result.getOrThrow(Definitions.address(none)), JSON.stringify(none))
    for (const some of [0, 31, "0", " 7 ", "31"])
      assert.strictEqual(Result.getOrThrow(Definitions.address(some)), Number(some))
    for (const wrong of [
      32,
      -1,
      0.5,
      "0x1",
      "1e1",
      "-0.0",
      "+1",
      "1 2",
      true,
      [0],
      {},
      Number.NaN,
      1n,
      circular
    ])
      assert.match(Result.getOrThrow(Result.flip(Definitions.address(wrong))), /expected an address/)
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
