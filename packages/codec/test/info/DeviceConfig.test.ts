import { assert, it } from "@effect/vitest"
import { DeviceConfig } from "@vebus/codec"

const configured = (addresses: number) =>
  DeviceConfig.configuredAddresses({
    _tag: "DeviceConfig",
    uniqueNumber: 0,
    typeCode: 0x20,
    head: 0,
    addresses,
    unexplained: 0,
    vllFlags: 0,
    address: 0,
    spare: []
  })

it("each bit of the mask is a configured address, 0 to 31", () => {
  assert.deepStrictEqual(configured(0), [])
  assert.deepStrictEqual(configured(0b111), [0, 1, 2])
  assert.deepStrictEqual(configured(0x8000_0001), [0, 31])
  assert.strictEqual(configured(0xffff_ffff).length, 32)
})

it("the type codes are 02 to 04 and 20 to 2F", () => {
  const codes = Array.from({ length: 256 }, (_, code) => code).filter(DeviceConfig.isTypeCode)
  assert.deepStrictEqual(codes, [2, 3, 4, ...Array.from({ length: 16 }, (_, low) => 0x20 + low)])
})
