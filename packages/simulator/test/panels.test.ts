/** Bus lines, other controllers on the bus, and what the flags of S make of them. */
import { assert, describe, it } from "@effect/vitest"
import { type AcInputConfig, BusLines } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { type Host, hexes, host } from "./support/Host.ts"

const config = (from: Host): AcInputConfig.Reply => from.askOne("03 FF 46 05 B3") as AcInputConfig.Reply

describe("the panel detect line", () => {
  it("shows in the AC input configuration once it is set, and is left to the profile before", () => {
    const found = [
      ["multiplus-ii-48-3000-230v", true],
      ["multiplus-12-500", false]
    ] as const
    for (const [id, isDetected] of found) {
      const from = host({ profile: Profile.profiles[id] })
      assert.strictEqual(config(from).panelDetected, isDetected)
      from.ask(BusLines.set(BusLines.STANDBY))
      assert.isFalse(config(from).panelDetected)
      from.ask(BusLines.set(BusLines.PANEL_DETECT | BusLines.STANDBY))
      assert.isTrue(config(from).panelDetected)
    }
  })
})

/** S with these flags, and nothing demanded. */
const flagged = (flags: number) => `07 FF 53 00 00 80 01 ${hex(flags)} ${hex(0x126 - flags)}`
const hex = (value: number) => (value & 0xff).toString(16).padStart(2, "0").toUpperCase()

describe("another controller", () => {
  it("moves switch and limit with a frame that is kept from the host", () => {
    const from = host()
    assert.deepStrictEqual(
      from.change({ change: "panel-frame", position: "charger-only", limit: 12.5 }).length,
      0
    )
    assert.deepStrictEqual(from.state().system.panel, {
      requested: "charger-only",
      limitRaw: 125,
      input: 0,
      other: null
    })
  })

  it("keeps the limit within what the unit allows, and leaves it when it says nothing of it", () => {
    const from = host()
    from.change({ change: "panel-frame", position: "on", limit: 1 })
    assert.strictEqual(config(from).actualLimitRaw, 49)
    from.change({ change: "panel-frame", position: "inverter-only" })
    assert.strictEqual(config(from).actualLimitRaw, 49)
  })

  it("is passed on with flag 40, with the lamps when they are wanted", () => {
    const from = host()
    from.ask(flagged(0x50))
    assert.deepStrictEqual(hexes(from.change({ change: "panel-frame", position: "on" })), [
      "04 40 03 00 00 B9"
    ])
    from.ask(flagged(0x52))
    assert.deepStrictEqual(hexes(from.change({ change: "panel-frame", position: "off" })), [
      "86 40 04 00 00 01 0C 29"
    ])
  })

  it("repeats itself every second until it has gone", () => {
    const from = host()
    from.ask(flagged(0x50))
    from.change({ change: "panel", position: "charger-only" })
    const frames = () => hexes(from.wait(10_000)).filter((frame) => frame.startsWith("04 40 01"))
    assert.isTrue([9, 10].includes(frames().length))
    from.ask("05 3F 07 00 00 00 C2")
    from.wait(1000)
    assert.strictEqual(from.state().system.panel.requested, "charger-only")
    from.change({ change: "panel", position: null })
    assert.strictEqual(frames().length, 0)
  })

  it("gets nowhere against an adapter that sends its own state by itself, with flag 01", () => {
    const from = host()
    from.ask(flagged(0x81))
    const before = from.state().system.panel
    from.change({ change: "panel-frame", position: "off", limit: 20 })
    assert.deepStrictEqual(from.state().system.panel, before)
  })
})

describe("the switch on the unit", () => {
  const register = (from: Host) => config(from).switchRegister

  it("limits what panels may ask for, and is told in the switch register", () => {
    const from = host()
    assert.strictEqual(register(from), 0x77)
    from.change({ change: "front-switch", position: "charger-only" })
    assert.strictEqual(register(from), 0x5b)
    from.change({ change: "front-switch", position: "off" })
    assert.strictEqual(register(from), 0x43)
    from.change({ change: "front-switch", position: "on" })
    assert.strictEqual(register(from), 0x77)
  })
})
