/**
 * The button says what it does, and the sheet what may hurt.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Answers } from "../../src/Ask.ts"
import * as Words from "../../src/settings/Words.ts"

type Plan = Answers["Plan"]

const write = (name: string, to: "ram" | "eeprom" | null, more: object = {}) => ({
  name,
  action: to === null ? { _tag: "Panel" } : { _tag: "Setting", to },
  unchanged: false,
  warnings: [],
  ...more
})
const plan = (...writes: ReadonlyArray<object>): Plan => ({ writes, notes: [] }) as unknown as Plan

describe("a plan in words", () => {
  it("the button says how many, and where to", () => {
    assert.strictEqual(
      Words.action(plan(write("A", "ram"), write("B", "ram")), false),
      "Write 2 settings to RAM"
    )
    assert.strictEqual(Words.action(plan(write("A", "eeprom")), false), "Write 1 setting to EEPROM")
    assert.strictEqual(
      Words.action(plan(write("switch and limit", null), write("A", "ram")), true),
      "Write back 1 setting to RAM and switch and limit"
    )
    assert.strictEqual(
      Words.action(plan(write("A", "ram"), write("B", "ram", { unchanged: true })), false),
      "Write 1 setting to RAM"
    )
  })

  it("there is nothing to write where all is so already", () => {
    assert.isTrue(Words.isEmpty(plan(write("A", "eeprom", { unchanged: true }))))
  })

  it("each danger is said once", () => {
    const both = plan(
      write("A", "ram", { warnings: ["hot"] }),
      write("B", "ram", { warnings: ["hot", "loud"] })
    )
    assert.deepStrictEqual(Words.warningsOf(both), ["hot", "loud"])
  })

  it("what is left of the EEPROM is never less than nothing", () => {
    assert.match(Words.wear({ writes: 1, today: 3, perDay: 20 }), /takes 1 write; 17 of 20 are left/)
    assert.match(Words.wear({ writes: 2, today: 25, perDay: 20 }), / 0 of 20 /)
  })
})
