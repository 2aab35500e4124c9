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
