/** S in all its forms, the direct switch, and what they do to the unit. */
import { assert, describe, it } from "@effect/vitest"
import { type AcInputConfig, Switch, type Words } from "@vebus/codec"
import fc from "fast-check"
import { type Host, host } from "./support/Host.ts"

type Fields = Parameters<typeof Switch.Request.make>[0]
const panel = (fields: Partial<Fields>): Switch.Request =>
  Switch.Request.make({
    position: "on",
    limitRaw: 0x8000 as Words.Raw16,
    flags: Switch.Flags.limitInAmperes,
    ...fields
  } as Fields)

const config = (from: Host): AcInputConfig.Reply => from.askOne("03 FF 46 05 B3") as AcInputConfig.Reply
const limit = (from: Host): number => config(from).actualLimitRaw
const register = (from: Host): number => config(from).switchRegister!
const stateByte = (from: Host): string => from.askHex("04 FF 58 0E 00 97")[0]!.split(" ")[4]!

describe("S", () => {
  it("sets the limit, kept between lowest and highest", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (word) => {
        const from = host({ line: "unpaced" })
        from.ask(panel({ limitRaw: word as Words.Raw16 }))
        const expected = word >= 0x8000 ? 500 : Math.min(Math.max(word, 49), 500)
        assert.strictEqual(limit(from), expected)
      }),
      { numRuns: 50 }
    ))

  it("leaves the limit alone in the old format", () => {
    const from = host()
    from.ask("07 FF 53 03 C0 10 01 01 D2")
    assert.strictEqual(limit(from), 160)
  })

  it("moves the switch: remote bits, what comes of them, and the state of the unit", () => {
    const expected = [
      ["charger-only", 0x55, "09"],
      ["inverter-only", 0x66, "04"],
      ["on", 0x77, "09"],
      ["off", 0x44, "02"]
    ] as const
    for (const [position, bits, state] of expected) {
      const from = host({ address: 0 })
      from.ask(panel({ position }))
      assert.strictEqual(register(from), bits)
      assert.strictEqual(stateByte(from), state)
    }
  })

  it("leaves the switch alone for a position that is none", () => {
    const from = host()
    from.ask(panel({ position: "off" }))
    from.ask(panel({ position: "none" }))
    from.ask(panel({ position: "unknown-9" }))
    assert.strictEqual(register(from), 0x44)
  })

  it("does not touch the unit with flag 10, but the adapter remembers", () => {
    const from = host()
    const before = config(from)
    from.ask(panel({ position: "off", limitRaw: 200 as Words.Raw16, flags: 0x90 }))
    assert.deepStrictEqual(config(from), before)
    assert.deepStrictEqual(from.askHex("02 FF 44 BB"), ["08 FF 44 04 C8 00 01 90 00 58"])
  })

  it("sets the winmon mode in 7 and 8 bytes, and leaves it in 5 and 6", () => {
    const isLong = (from: Host) => from.askHex("03 FF 58 05 A1")[0]!.startsWith("0D")
    for (const eeprom of [{}, { eeprom: 0 }]) {
      const from = host({ address: 0 })
      from.ask(panel({ flags: 0x90, reserved: 0, extended: 0, ...eeprom }))
      assert.isTrue(isLong(from))
      from.ask(panel({ flags: 0x90 }))
      from.ask(panel({ flags: 0x90, reserved: 0 }))
      assert.isTrue(isLong(from))
      from.ask(panel({ flags: 0x90, reserved: 0, extended: 1, ...eeprom }))
      assert.isFalse(isLong(from))
    }
  })

  it("appends the lamps to every frame with flag 02, version frames included, until the next S", () => {
    const from = host({ address: 0 })
    assert.deepStrictEqual(from.askHex(panel({ flags: 0x92 })), ["84 FF 53 01 0C 1D"])
    assert.deepStrictEqual(from.askHex("02 FF 56 A9"), ["89 FF 56 24 DB 11 00 00 01 0C 05"])
    assert.deepStrictEqual(from.askHex("04 FF 58 30 0D 68"), ["87 FF 58 85 C8 00 01 0C C8"])
    from.wait(700)
    assert.strictEqual(from.wait(1000)[0]!.bytes[0], 0x89)
    assert.deepStrictEqual(from.askHex(panel({ flags: 0x90 })), ["02 FF 53 AC"])
  })

  it("tells that there is no information about the lamps of a unit that is off", () => {
    const from = host()
    from.ask(panel({ position: "off" }))
    from.wait(500)
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 1F 1F 00 00 80 00 EF"])
  })
})

describe("the direct switch", () => {
  it("moves the switch without an answer", () => {
    const frames = [
      ["05 3F 04 00 00 00 C5", 0x44],
      ["05 3F 05 00 00 00 C4", 0x55],
      ["05 3F 06 00 00 00 C3", 0x66],
      ["05 3F 07 00 00 00 C2", 0x77]
    ] as const
    const from = host()
    for (const [frame, bits] of frames) {
      assert.deepStrictEqual(from.ask(frame), [])
      assert.strictEqual(register(from), bits)
    }
  })
})
