/** R and F 8: silence, then an adapter or a unit that has forgotten. */
import { assert, describe, it } from "@effect/vitest"
import { hexes, host } from "./support/Host.ts"

const FRESH = "07 FF 56 24 DB 11 00 42 52"

describe("R", () => {
  it("is followed by silence of one to two seconds, and then by a version frame of a fresh adapter", () => {
    const from = host()
    from.ask("04 FF 41 01 00 BB")
    from.ask("09 FF 53 03 00 80 01 90 00 00 91")
    assert.deepStrictEqual(from.ask("02 FF 52 AD"), [])
    assert.deepStrictEqual(from.ask("02 FF 56 A9"), [])
    assert.deepStrictEqual(from.wait(600), [])
    assert.deepStrictEqual(hexes(from.wait(400)), [FRESH])
    assert.deepStrictEqual(from.ask("03 FF 58 05 A1"), [])
    from.ask("04 FF 41 01 00 BB")
    assert.deepStrictEqual(from.askHex("03 FF 58 05 A1"), ["05 FF 58 82 74 1F 8F"])
  })

  it("loses commands that wait for their work", () => {
    const from = host({ line: "unpaced", turnaroundMillis: 100 })
    from.write(Uint8Array.of(2, 0xff, 0x52, 0xad, 2, 0xff, 0x4c, 0xb3))
    assert.deepStrictEqual(hexes(from.wait(1700)), [FRESH])
  })

  it("leaves switch and limit of the unit as they were set", () => {
    const from = host()
    from.ask("07 FF 53 02 7D 00 01 80 A7")
    const before = from.state().system.panel
    from.ask("02 FF 52 AD")
    from.wait(2000)
    assert.deepStrictEqual(from.state().system.panel, before)
    assert.deepStrictEqual(before, { requested: "inverter-only", limitRaw: 125 })
  })
})

describe("F 8", () => {
  it("restarts the unit with the number, while the adapter goes on", () => {
    const from = host({ address: 0 })
    assert.deepStrictEqual(from.ask("07 FF 46 08 34 12 78 56 98"), [])
    assert.deepStrictEqual(from.ask("03 FF 58 05 A1"), [])
    assert.deepStrictEqual(from.ask("03 FF 46 00 B8"), [])
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 1F 1F 00 00 80 00 EF"])
    assert.deepStrictEqual(from.askHex("02 FF 56 A9"), ["07 FF 56 24 DB 11 00 00 94"])
    from.wait(1500)
    assert.deepStrictEqual(from.askHex("03 FF 58 05 A1"), ["05 FF 58 82 74 1F 8F"])
  })

  it("does nothing for another number", () => {
    const from = host({ address: 0 })
    from.ask("07 FF 46 08 34 12 79 56 97")
    assert.deepStrictEqual(from.askHex("03 FF 58 05 A1"), ["05 FF 58 82 74 1F 8F"])
  })

  it("restarts all units and the adapter with 0", () => {
    const from = host({ address: 0 })
    assert.deepStrictEqual(from.ask("07 FF 46 08 00 00 00 00 AC"), [])
    assert.deepStrictEqual(from.ask("02 FF 56 A9"), [])
    assert.deepStrictEqual(hexes(from.wait(1100)), [FRESH])
  })
})
