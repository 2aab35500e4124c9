/** Sleep and wake, cable pulled, adapter restarted: silence, and an adapter that has forgotten. */
import { assert, describe, it } from "@effect/vitest"
import { BusLines } from "@vebus/codec"
import { Profile, type Simulator } from "@vebus/simulator"
import { type Host, hexes, host } from "./support/Host.ts"

const OFF = "07 FF 53 04 00 80 01 80 A2"
const ON = "07 FF 53 03 00 80 01 80 A3"
/** What an adapter puts on the line when it starts. */
const ZEROS = "00 00"
const FRESH = "07 FF 56 24 DB 11 00 42 52"
const VERSION = "02 FF 56 A9"

/** Whether the adapter says anything in so many seconds. */
const speaks = (from: Host, seconds: number): boolean => from.wait(seconds * 1000).length > 0

const switchedOff = (options: Simulator.Options = {}): Host => {
  const from = host({ address: 0, ...options })
  from.ask(OFF)
  return from
}

describe("a unit that is switched off", () => {
  it("takes the adapter's power away after 10 s", () => {
    const from = switchedOff()
    assert.isTrue(speaks(from, 8))
    assert.deepStrictEqual(from.askHex(VERSION), ["07 FF 56 24 DB 11 00 00 94"])
    from.wait(2000)
    assert.isFalse(speaks(from, 60))
    assert.deepStrictEqual(from.ask(VERSION), [])
  })

  it("does so behind an MK2 too", () => {
    const from = switchedOff({ profile: Profile.profiles["multi-12-3000-mk2"] })
    from.wait(11_000)
    assert.isFalse(speaks(from, 60))
  })

  it("stays awake while the standby line is pulled, and sleeps 10 s after it was let go", () => {
    const from = switchedOff()
    from.ask(BusLines.set(BusLines.STANDBY))
    assert.isTrue(speaks(from, 60))
    assert.deepStrictEqual(from.askHex("04 FF 58 0E 00 97"), ["05 FF 58 94 02 00 0E"])
    from.ask(BusLines.set(0))
    assert.isTrue(speaks(from, 9))
    from.wait(2000)
    assert.isFalse(speaks(from, 60))
  })

  it("stays awake when it is switched on in time", () => {
    const from = switchedOff()
    from.wait(8000)
    from.ask(ON)
    assert.isTrue(speaks(from, 60))
  })

  it("wakes at the return of AC, to a fresh adapter after 1 s, and is kept awake by it", () => {
    const from = switchedOff()
    from.change({ change: "mains", on: false })
    from.wait(20_000)
    const sent = from.change({ change: "mains", on: true })
    assert.deepStrictEqual(hexes([...sent, ...from.wait(100)]), [ZEROS, FRESH])
    assert.strictEqual(from.state().system.panel.requested, "off")
    assert.isTrue(speaks(from, 60))
    from.ask(ON)
    from.wait(1000)
    assert.strictEqual(from.state().system.plant.live.state, "charge")
  })

  it("wakes at the front switch, and is on", () => {
    const from = switchedOff()
    from.wait(20_000)
    assert.deepStrictEqual(hexes([...from.change({ change: "wake" }), ...from.wait(100)]), [ZEROS, FRESH])
    assert.strictEqual(from.state().system.plant.live.state, "charge")
    assert.isTrue(speaks(from, 60))
  })

  it("does not hear 3F while it sleeps, and does while the adapter has power", () => {
    const asleep = switchedOff()
    asleep.wait(20_000)
    asleep.ask("05 3F 07 00 00 00 C2")
    assert.isFalse(speaks(asleep, 60))
    const awake = switchedOff()
    awake.ask("05 3F 07 00 00 00 C2")
    assert.isTrue(speaks(awake, 60))
  })

  it("falls asleep off by the front switch, too", () => {
    const from = host()
    from.change({ change: "front-switch", position: "off" })
    from.wait(12_000)
    assert.isFalse(speaks(from, 60))
  })

  it("keeps switch position and limit", () => {
    const from = host()
    from.ask("07 FF 53 04 7D 00 01 80 A5")
    from.wait(20_000)
    from.change({ change: "wake" })
    assert.strictEqual(from.state().system.panel.limitRaw, 125)
  })
})

describe("an adapter without power", () => {
  const unplugged = (): Host => {
    const from = host({ address: 0 })
    from.ask("0A FF 53 03 00 80 01 92 00 00 00 8E")
    from.ask(BusLines.set(BusLines.PANEL_DETECT | BusLines.STANDBY))
    from.change({ change: "bus", connected: false })
    return from
  }

  it("says nothing, and what is written to it vanishes", () => {
    const from = unplugged()
    assert.isFalse(speaks(from, 60))
    assert.deepStrictEqual(from.ask(OFF), [])
    from.change({ change: "bus", connected: true })
    assert.strictEqual(from.state().system.panel.requested, "on")
  })

  it("has forgotten address, winmon mode, flags and lines when power returns", () => {
    const from = unplugged()
    assert.deepStrictEqual(hexes([...from.change({ change: "bus", connected: true }), ...from.wait(100)]), [
      ZEROS,
      FRESH
    ])
    assert.deepStrictEqual(from.ask("03 FF 58 05 A1"), [])
    assert.deepStrictEqual(from.askHex("02 FF 48 B7"), ["03 FF 48 05 B1"])
    from.ask("04 FF 41 01 00 BB")
    assert.deepStrictEqual(from.askHex("03 FF 58 05 A1"), ["05 FF 58 82 74 1F 8F"])
  })

  it("loses a frame that it was sending, and work that it was doing", () => {
    const from = host()
    from.write(Uint8Array.of(2, 0xff, 0x4c, 0xb3, 2, 0xff, 0x56, 0xa9))
    from.wait(70)
    assert.deepStrictEqual(from.change({ change: "bus", connected: false }), [])
    const sent = from.change({ change: "bus", connected: true }).concat(from.wait(500))
    assert.deepStrictEqual(hexes(sent.slice(0, 2)), [ZEROS, FRESH])
  })

  it("leaves the unit at work", () => {
    const from = host({ profile: Profile.profiles["multiplus-12-500"] })
    const before = from.state().system.plant.stateOfCharge
    from.change({ change: "bus", connected: false })
    from.wait(600_000)
    assert.isAbove(from.state().system.plant.stateOfCharge, before)
  })
})

describe("an adapter that gets power", () => {
  it("puts noise on the line when it is told to, which a deframer drops as zeros", () => {
    const from = host({ powerUpNoiseBytes: 3 })
    assert.deepStrictEqual(hexes(from.wait(20)), ["00 00 00"])
    from.wait(2000)
    from.change({ change: "bus", connected: false })
    assert.deepStrictEqual(hexes(from.change({ change: "bus", connected: true })), ["00 00 00"])
    assert.deepStrictEqual(hexes(from.wait(100)), [FRESH])
    from.ask("02 FF 52 AD")
    assert.deepStrictEqual(hexes(from.wait(1200)), ["00 00 00", FRESH])
  })

  it("puts none there when it is told so", () => {
    const from = host({ powerUpNoiseBytes: 0 })
    from.ask("02 FF 52 AD")
    assert.deepStrictEqual(hexes(from.wait(1200)), [FRESH])
    from.change({ change: "bus", connected: false })
    assert.deepStrictEqual(hexes([...from.change({ change: "bus", connected: true }), ...from.wait(100)]), [
      FRESH
    ])
  })

  it("tells of itself after a second though it sends nothing unasked later", () => {
    const from = host({ versionPeriodMillis: 0 })
    assert.deepStrictEqual(from.wait(60_000), [])
    from.change({ change: "bus", connected: false })
    from.change({ change: "bus", connected: true })
    assert.deepStrictEqual(hexes(from.wait(60_000)), [FRESH])
  })

  it("restarts from outside as after R, and only if it has power", () => {
    const from = host({ address: 0 })
    assert.deepStrictEqual(hexes(from.change({ change: "restart-adapter" })), [ZEROS, FRESH])
    from.change({ change: "bus", connected: false })
    from.change({ change: "restart-adapter" })
    assert.isFalse(speaks(from, 10))
  })
})
