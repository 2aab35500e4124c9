/**
 * What people write for a value.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "@vebus/codec"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Amount from "../../src/control/Amount.ts"

const units: ReadonlyArray<Entry.Unit | null> = ["V", "A", "W", "Ah", "%", "ratio", "min", "ms", "°C", null]
const amount = (text: string, unit: Entry.Unit | null): unknown =>
  Result.getOrElse(Amount.parse(text, unit), ({ expected }) => expected)

describe("a value", () => {
  it.each([
    ["14.4", "V", { value: 14.4 }],
    ["14.4V", "V", { value: 14.4 }],
    [" 14.4 v ", "V", { value: 14.4 }],
    ["-200", "W", { value: -200 }],
    ["+.5", "A", { value: 0.5 }],
    ["2h", "min", { value: 120 }],
    ["90 s", "min", { value: 1.5 }],
    ["6d", "min", { value: 8640 }],
    ["-3°C", "°C", { value: -3 }],
    ["raw:5300", "V", { raw: 5300 }],
    ["RAW:0x14b4", null, { raw: 0x14b4 }],
    ["7", null, { value: 7 }],
    ["14.4A", "V", "a number in V, or raw:WORD"],
    ["14,4", "V", "a number in V, or raw:WORD"],
    ["14.", "V", "a number in V, or raw:WORD"],
    ["1e3", "W", "a number in W, or raw:WORD"],
    ["500 ms", "min", "a number in min, or raw:WORD"],
    ["2h", "ms", "a number in ms, or raw:WORD"],
    ["3 V", null, "a number, or raw:WORD"],
    ["", "V", "a number in V, or raw:WORD"],
    ["9".repeat(400), "V", "a number in V, or raw:WORD"],
    ["raw:65536", "V", "a raw word from raw:0 to raw:65535"],
    ["raw:-1", "V", "a raw word from raw:0 to raw:65535"],
    ["raw: 1", "V", "a raw word from raw:0 to raw:65535"],
    ["raw:1e3", "V", "a raw word from raw:0 to raw:65535"]
  ] as const)("%j in %s is %j", (text, unit, expected) => {
    assert.deepStrictEqual(amount(text, unit), expected)
  })

  it("is itself again, with its unit, a blank or neither", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.constantFrom(...units),
        fc.constantFrom("", " "),
        (thousandths, unit, blank) => {
          const value = thousandths / 1000
          assert.deepStrictEqual(amount(`${value}${blank}${unit ?? ""}`, unit), { value })
        }
      )
    ))

  it("of another unit is refused, and never converted", () =>
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.constantFrom(...units), (said, wanted) => {
        fc.pre(said !== null && said !== wanted)
        assert.isString(amount(`5 ${said}`, wanted))
      })
    ))

  it("is a finite number, a raw word, or no value at all", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `raw:${text}`)
        ),
        (text) => {
          const parsed = Amount.parse(text, "V")
          if (Result.isFailure(parsed)) return
          const found = "value" in parsed.success ? parsed.success.value : parsed.success.raw
          assert.isTrue(Number.isFinite(found), text)
        }
      )
    ))
})
