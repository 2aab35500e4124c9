/** Values that cannot be, and products that are not judged. */
import { assert, describe, it } from "@effect/vitest"
import { Plausible, Product } from "@vebus/codec"

const nominal = (name: string): Product.Nominal => {
  for (let id = 0; id <= 0xffff; id++) if (Product.deviceName(id) === name) return Product.nominal(id)
  throw new Error(name)
}

describe("what the name of a product tells", () => {
  it.each([
    ["MultiPlus-II 48/3000/35-32", { volts: 48, voltAmperes: 3000, transferAmperes: 32 }],
    ["Quattro 24/5000/120-50/30", { volts: 24, voltAmperes: 5000, transferAmperes: 50 }],
    ["Quattro 24/5000/120-2x100", { volts: 24, voltAmperes: 5000, transferAmperes: 100 }],
    ["MultiCompact 12V low power", { volts: 12, voltAmperes: null, transferAmperes: null }],
    ["Phoenix 48/1200", { volts: 48, voltAmperes: 1200, transferAmperes: null }],
    ["Phoenix HF", { volts: null, voltAmperes: null, transferAmperes: null }]
  ])("%s", (name, expected) => assert.deepStrictEqual(nominal(name), expected))

  it("is nothing where nobody knows the product", () => {
    assert.deepStrictEqual(Product.nominal(0xffff), { volts: null, voltAmperes: null, transferAmperes: null })
  })
})

describe("a value", () => {
  const twelve = nominal("MultiPlus 12/3000/120-16")

  it.each([
    [4, 128.7, true],
    [4, 25.7, true],
    [4, 17, false],
    [4, 0, false],
    [13, 2, true],
    [13, 1, false],
    [0, 2300, true],
    [2, 264, false],
    [5, -3000, false]
  ])("%i of %d", (id, value, isImpossible) => {
    assert.strictEqual(Plausible.impossible(id, value, twelve) !== null, isImpossible)
  })

  it("is not judged by a voltage that nobody knows", () => {
    assert.isNull(Plausible.impossible(4, 128.7, Product.nominal(0xffff)))
  })
})
