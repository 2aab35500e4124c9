import { assert, it } from "@effect/vitest"
import { SoftwareVersion } from "@vebus/codec"

it("the number is product and firmware: the last three digits, and those before them read as hexadecimal", () => {
  assert.strictEqual(SoftwareVersion.firmware(2_648_304), 304)
  assert.strictEqual(SoftwareVersion.productId(2_648_304), 0x2648)
  assert.strictEqual(SoftwareVersion.firmware(2_629_492), 492)
  assert.strictEqual(SoftwareVersion.productId(1_957_000), 0x1957)
})

it("the top byte is a sub-version and part of neither", () => {
  const version = 2_648_556 + 0x0300_0000
  assert.strictEqual(SoftwareVersion.firmware(version), 556)
  assert.strictEqual(SoftwareVersion.productId(version), 0x2648)
  assert.strictEqual(SoftwareVersion.firmware(16_777_215), 215)
})

it("the two words of the short form make the number, unsigned", () => {
  assert.strictEqual(SoftwareVersion.joinWords(0x68f0, 0x28), 2_648_304)
  assert.strictEqual(SoftwareVersion.joinWords(1, 0x8000), 0x8000_0001)
})
