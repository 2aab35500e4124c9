/** What a unit is known by. */
import { assert, describe, it } from "@effect/vitest"
import * as UnitKey from "../../src/state/UnitKey.ts"

const facts: UnitKey.UnitFacts = {
  serialNumber: "HQ0000TEST0",
  uniqueNumber: 1234567,
  version: 2648304,
  port: "serial:/dev/ttyUSB0",
  address: 0
}
const key = (known: Partial<UnitKey.UnitFacts>) => UnitKey.make({ ...facts, ...known })

describe("a unit is known by", () => {
  it("its serial number, wherever it is plugged in and whatever its firmware", () => {
    assert.strictEqual(key({}), "serial:HQ0000TEST0")
    assert.strictEqual(key({ port: "tcp:boat:7000", version: 2648510, address: 3 }), "serial:HQ0000TEST0")
    assert.strictEqual(key({ serialNumber: "HQ0000TEST " }), "serial:HQ0000TEST")
  })

  it("its unique number where the serial number is missing, unreadable or was never set", () => {
    for (const serialNumber of [null, "", "   ", "00000000000", "???????????", "HQ00?0TEST0"]) {
      assert.strictEqual(key({ serialNumber }), "unique:1234567")
    }
  })

  it("what and where it is, where it tells neither number", () => {
    for (const uniqueNumber of [null, 0, 0xffff_ffff]) {
      assert.strictEqual(key({ serialNumber: null, uniqueNumber }), "port:2648.304@serial:/dev/ttyUSB0#0")
    }
  })

  it("a key that differs with product, firmware, port and address", () => {
    const bare = { serialNumber: null, uniqueNumber: null }
    const keys = [
      key(bare),
      key({ ...bare, version: 2649304 }),
      key({ ...bare, version: 2648305 }),
      key({ ...bare, port: "serial:/dev/ttyUSB1" }),
      key({ ...bare, address: 1 })
    ]
    assert.strictEqual(new Set(keys).size, keys.length)
  })

  it("a key that no number of another kind can look like", () => {
    assert.notStrictEqual(
      key({ serialNumber: "1234567" }),
      key({ serialNumber: null, uniqueNumber: 1234567 })
    )
  })
})
