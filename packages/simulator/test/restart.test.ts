/** R and F 8: silence, then an adapter or a unit that has forgotten. */
import { assert, describe, it } from "@effect/vitest"
import { Setting, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { hexes, type Host, host } from "./support/Host.ts"

/** What an adapter puts on the line when it starts. */
const ZEROS = "00 00"
const FRESH = "07 FF 56 24 DB 11 00 42 52"

describe("R", () => {
  it("is followed by silence, within 0.9 s by two 00 and a version frame of a fresh adapter", () => {
    const from = host()
    from.ask("04 FF 41 01 00 BB")
    from.ask("09 FF 53 03 00 80 01 90 00 00 91")
    assert.deepStrictEqual(from.ask("02 FF 52 AD"), [])
    from.write(Uint8Array.of(2, 0xff, 0x56, 0xa9))
    assert.deepStrictEqual(from.wait(300), [])
    assert.deepStrictEqual(hexes(from.wait(200)), [ZEROS, FRESH])
    assert.deepStrictEqual(from.ask("03 FF 58 05 A1"), [])
    from.ask("04 FF 41 01 00 BB")
    assert.deepStrictEqual(from.askHex("03 FF 58 05 A1"), ["05 FF 58 82 74 1F 8F"])
  })

  it("may be followed by a longer silence, as some adapters have it", () => {
    const from = host({ adapterRestartMillis: 1500 })
    assert.deepStrictEqual(from.ask("02 FF 52 AD"), [])
    assert.deepStrictEqual(from.wait(1100), [])
    assert.deepStrictEqual(hexes(from.wait(100)), [ZEROS, FRESH])
  })

  it("loses commands that wait for their work", () => {
    const from = host({ line: "unpaced", turnaroundMillis: 100 })
    from.write(Uint8Array.of(2, 0xff, 0x52, 0xad, 2, 0xff, 0x4c, 0xb3))
    assert.deepStrictEqual(hexes(from.wait(1700)), [ZEROS, FRESH])
  })

  it("leaves switch and limit of the unit as they were set", () => {
    const from = host()
    from.ask("07 FF 53 02 7D 00 01 80 A7")
    const before = from.state().system.panel
    from.ask("02 FF 52 AD")
    from.wait(2000)
    assert.deepStrictEqual(from.state().system.panel, before)
    assert.deepStrictEqual(before, { requested: "inverter-only", limitRaw: 125, input: 0, other: null })
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
    assert.deepStrictEqual(hexes(from.wait(1100)), [ZEROS, FRESH])
  })
})

describe("the input current limit after F 8", () => {
  const RESTART_FIRST = "07 FF 46 08 34 12 78 56 98"
  const RESTART_SECOND = "07 FF 46 08 34 12 79 56 97"
  const RESTART_ALL = "07 FF 46 08 00 00 00 00 AC"
  const PANEL_12_5_A = "07 FF 53 03 7D 00 01 80 A6"
  const OLD_FORMAT = "07 FF 53 03 C0 10 01 01 D2"
  const STORED = 160

  const unit = (profile: Profile.ProfileId = Profile.defaultProfile) =>
    host({ address: 0, winmonMode: "long", profile: Profile.profiles[profile] })
  const write = (from: Host, raw: number, to: "ram" | "eeprom") =>
    from.ask(
      WinmonEnvelope.request(
        "X",
        WriteViaId.setting(Setting.byName("IMainsLimitAC1")!.id, raw as Words.Raw16, to)
      )
    )
  const limit = (from: Host): number => from.state().system.panel.limitRaw
  const restart = (from: Host, frame: string): number => {
    from.ask(frame)
    from.wait(2000)
    return limit(from)
  }

  for (const frame of [RESTART_FIRST, RESTART_ALL]) {
    it(`is the stored one again: one written into RAM only survived ${frame}`, () => {
      const from = unit()
      write(from, 200, "ram")
      assert.strictEqual(limit(from), 200)
      assert.strictEqual(restart(from, frame), STORED)
    })

    it(`is still that of a panel after ${frame}, even where RAM held the same`, () => {
      for (const inRam of [200, 125]) {
        const from = unit()
        write(from, inRam, "ram")
        from.ask(PANEL_12_5_A)
        assert.strictEqual(restart(from, frame), 125)
      }
    })
  }

  it("is the stored one when RAM has replaced a panel's, and the panel has said nothing of it since", () => {
    const from = unit()
    from.ask(PANEL_12_5_A)
    write(from, 200, "ram")
    from.ask(OLD_FORMAT)
    from.ask("05 3F 07 00 00 00 C2")
    assert.strictEqual(restart(from, RESTART_FIRST), STORED)
  })

  it("is the one that was stored meanwhile", () => {
    const from = unit()
    write(from, 200, "eeprom")
    assert.strictEqual(restart(from, RESTART_FIRST), 200)
  })

  it("stays where a profile has it apart from its setting", () => {
    const from = unit("multiplus-ii-48-3000-120v")
    const before = limit(from)
    assert.notStrictEqual(from.state().system.devices[0].stored[6], before)
    assert.strictEqual(restart(from, RESTART_FIRST), before)
  })

  it("stays when another unit restarts", () => {
    const from = unit("parallel-48-5000")
    write(from, 200, "ram")
    assert.strictEqual(restart(from, RESTART_SECOND), 200)
  })
})
