/**
 * Plan files: from YAML to changes, and to the line that is wrong.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as PlanFile from "../../src/change/PlanFile.ts"

const parsed = (text: string, to?: "ram" | "eeprom"): unknown =>
  Result.getOrElse(PlanFile.parse(text, to), ({ line, message }) => `${line}: ${message}`)

const FLOAT = { _tag: "Setting", id: 3, wanted: { value: 13.5 } } as const

describe("a plan file", () => {
  it("names settings and flags, in block or flow style", () => {
    const changes = [
      { ...FLOAT, to: "eeprom" },
      { _tag: "Flag", flag: 6, on: true, to: "eeprom" }
    ]
    const block =
      "# mine\nto: eeprom\nsettings:\n  UBatFloat: 13.5 V # with unit\nflags:\n  DisableCharge: on\n"
    assert.deepStrictEqual(parsed(block), changes)
    assert.deepStrictEqual(parsed("{settings: {u_bat_float: 13.5}, flags: {6: true}, to: eeprom}"), changes)
  })

  it("is what the README shows", () => {
    const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8")
    const [, shown] = /^```yaml\n(.*?)^```$/ms.exec(readme)!
    assert.deepStrictEqual(parsed(shown!), [
      { _tag: "Setting", id: 15, to: "ram", wanted: { raw: 3 } },
      { _tag: "Setting", id: 3, to: "ram", wanted: { value: 52.5 } },
      { _tag: "Flag", flag: 6, on: true, to: "ram" }
    ])
  })

  it("goes to RAM, where the file says, or where it is told to instead", () => {
    assert.deepStrictEqual(parsed("settings: {UBatFloat: 13.5}"), [{ ...FLOAT, to: "ram" }])
    assert.deepStrictEqual(parsed("to: eeprom\nsettings: {UBatFloat: 13.5}", "ram"), [
      { ...FLOAT, to: "ram" }
    ])
  })

  it.each([
    ["", '1: expected "settings:" or "flags:", found nothing'],
    ["- UBatFloat", '1: expected "settings:" or "flags:", found something else'],
    ["to: flash\nsettings: {UBatFloat: 1}", '1: to: expected ram or eeprom, found "flash"'],
    ["settings: {UBatFloat: 1}\nsetings: {}", '2: expected to, settings or flags, found "setings"'],
    ["flags:\n  - DisableCharge", "1: flags: expected names with values below it"],
    ["settings:\n", "1: settings: expected names with values below it"],
    ["settings: {}", "1: expected settings or flags to change, found none"],
    ["settings:\n  UBatFloat:\n", "2: UBatFloat: expected a value, found none"],
    ["settings:\n  UBatFloat: [1, 2]\n", "2: UBatFloat: expected a value, found none"],
    ["settings:\n\n  UBatFloat: 13 A\n", '3: UBatFloat: expected a number in V, or raw:WORD, found "13 A"'],
    ["flags:\n  DisableCharge: 3\n", '2: DisableCharge: expected on or off, found "3"'],
    ["flags:\n  DisableChrge: on\n", '2: there is no flag "DisableChrge". Did you mean DisableCharge'],
    ["settings:\n  UBatFloat: 1\n  UBatFloat: 2\n", "3: Map keys must be unique"],
    [
      "settings: {UBatFloat: 1\n",
      "2: Flow map in block collection must be sufficiently indented and end with a }"
    ]
  ])("%j: %s", (text, expected) =>
    assert.strictEqual(String(parsed(text)).slice(0, expected.length), expected)
  )

  it("is any text at all, and never more than a refusal with its line", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc
            .array(
              fc.constantFrom("settings:", "flags:", "\n  ", "UBatFloat: ", "*a", "&a ", "1", "{", "on", "- ")
            )
            .map((parts) => parts.join(""))
        ),
        (text) => {
          const result = PlanFile.parse(text)
          if (Result.isSuccess(result)) return assert.isNotEmpty(result.success)
          assert.isAtLeast(result.failure.line, 1)
          assert.isAtMost(result.failure.line, text.split(/\r\n|\r|\n/).length + 1)
          assert.isNotEmpty(result.failure.message)
        }
      ),
      { numRuns: 300 }
    ))
})
