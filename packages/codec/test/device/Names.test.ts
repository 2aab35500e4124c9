import { assert, describe, it } from "@effect/vitest"
import { Names, Setting } from "@vebus/codec"
import fc from "fast-check"

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 })

describe("edit distance", () => {
  it("is a distance: zero to itself alone, the same both ways, and no detour is shorter", () =>
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        const distance = Names.editDistance(a, b)
        assert.strictEqual(distance === 0, a === b)
        assert.strictEqual(Names.editDistance(b, a), distance)
        assert.isAtMost(distance, Names.editDistance(a, c) + Names.editDistance(c, b))
      })
    ))

  it("counts letters added, removed and replaced", () =>
    fc.assert(
      fc.property(word, word, word, (before, inserted, after) => {
        assert.strictEqual(Names.editDistance(before + after, before + inserted + after), inserted.length)
      })
    ))
})

describe("suggestions", () => {
  it.each([
    ["UBatFlota", "UBatFloat"],
    ["ubat flout", "UBatFloat"],
    ["u_bat_absorbtion", "UBatAbsorption"],
    ["absorption", "UBatAbsorption"],
    ["BatCapacity", "BatteryCapacity"],
    ["gridcod", "GridCode"]
  ])("%s: %s first", (typed, meant) => assert.strictEqual(Setting.nearest(typed)[0], meant))

  it("are at most as many as asked for", () => {
    assert.lengthOf(Names.nearest(Setting.all, "vstonUBat", 1), 1)
    assert.lengthOf(Names.nearest(Setting.all, "vstonUBat"), 3)
  })
})
