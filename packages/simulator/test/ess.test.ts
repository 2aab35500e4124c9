/** The ESS assistant: set-points move the power at the AC input, and a host that falls silent leaves pass-through. */
import { assert, describe, it } from "@effect/vitest"
import { Scale, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import { Profile, type Simulator } from "@vebus/simulator"
import { type Host, host } from "./support/Host.ts"

const SETPOINT = 131
const CONTROL = 132

const write = (from: Host, id: number, value: number) =>
  from.askHex(WinmonEnvelope.request("Z", WriteViaId.ram(id, (value & 0xffff) as Words.Raw16)))

/** A half full battery under a load of 200 W, long mode. */
const unit = (options: Simulator.Options = {}): Host => {
  const from = host({ address: 0, winmonMode: "long", ...options })
  from.change({ change: "load", watts: 200 })
  from.change({ change: "state-of-charge", ratio: 0.5 })
  return from
}

const live = (from: Host) => from.state().system.plant.live

describe("a set-point", () => {
  it("stands where a walk over the assistant records finds it", () => {
    const { ram } = host().state().system.devices[0]
    let id = 128
    const found: Array<number> = []
    while ((ram[id] ?? 0) !== 0) {
      if (ram[id]! >> 4 === 5) found.push(id)
      id += 1 + (ram[id]! & 15)
    }
    assert.deepStrictEqual(found, [SETPOINT - 1])
    assert.strictEqual(ram[SETPOINT - 1], 0x0054)
  })

  it("is the power at the AC input, positive when fed in", () => {
    const from = unit()
    for (const setpoint of [370, 0, -600]) {
      assert.deepStrictEqual(write(from, SETPOINT, setpoint), ["03 FF 5A 87 1D"])
      from.wait(500)
      assert.strictEqual(live(from).inputWatts, 0 - setpoint)
      assert.strictEqual(live(from).outputWatts, 200)
    }
  })

  it("reads back as something else", () => {
    const from = unit()
    write(from, SETPOINT, 370)
    from.wait(500)
    const [answer] = from.askHex("04 FF 58 30 83 F2")
    assert.strictEqual(answer, "05 FF 58 85 3A 02 E3")
    assert.strictEqual(Scale.numberOf(0x023a, true), 370 + 200)
  })

  it("ends 15 s after the last write in pass-through", () => {
    const from = unit()
    write(from, SETPOINT, 370)
    from.wait(14_000)
    assert.strictEqual(live(from).inputWatts, -370)
    write(from, SETPOINT, 370)
    from.wait(14_000)
    assert.strictEqual(live(from).inputWatts, -370)
    from.wait(2000)
    assert.deepInclude(live(from), { inputWatts: 200, inverterWatts: 0, state: "bypass" })
    from.wait(600_000)
    assert.deepInclude(live(from), { inputWatts: 200, inverterWatts: 0, state: "bypass" })
  })

  it("ends after the time it is told", () => {
    const from = unit({ essTimeoutMillis: 2000 })
    write(from, SETPOINT, 370)
    from.wait(2500)
    assert.strictEqual(live(from).inverterWatts, 0)
  })

  it("charges no more than the charger takes, and draws no more than the limit allows", () => {
    const from = unit()
    write(from, SETPOINT, -30_000)
    from.wait(500)
    assert.isAtMost(live(from).batteryAmperes, 35)
    assert.isAbove(live(from).batteryAmperes, 30)
    from.change({ change: "panel-frame", position: "on", limit: 5 })
    assert.isAtMost(live(from).mainsAmperes, 5)
  })

  it("discharges no more than the inverter carries, and stops at the low battery voltage", () => {
    const from = unit()
    write(from, SETPOINT, 30_000)
    from.wait(500)
    assert.strictEqual(live(from).inverterWatts, -2520)
    from.change({ change: "state-of-charge", ratio: 0.02 })
    write(from, SETPOINT, 1000)
    from.wait(1000)
    assert.deepInclude(live(from), { inverterWatts: 0, inputWatts: 200 })
  })

  it("obeys the control word: no charging is pass-through, no feeding in stops at the loads", () => {
    const from = unit()
    write(from, SETPOINT, 370)
    write(from, CONTROL, 2)
    from.wait(500)
    assert.deepInclude(live(from), { inputWatts: 0, inverterWatts: -200 })
    write(from, CONTROL, 1)
    from.wait(500)
    assert.deepInclude(live(from), { inverterWatts: 0, state: "bypass" })
  })

  it("is gone after a restart of the unit", () => {
    const from = unit()
    write(from, SETPOINT, 370)
    from.ask("07 FF 46 08 34 12 78 56 98")
    from.wait(3000)
    assert.strictEqual(live(from).inverterWatts, 0)
  })

  it("is shown by the lamps: storage while discharging, mains alone in pass-through", () => {
    const from = unit()
    write(from, SETPOINT, 370)
    from.wait(500)
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 01 0C 00 00 80 00 20"])
    from.wait(20_000)
    assert.deepStrictEqual(from.askHex("02 FF 4C B3"), ["08 FF 4C 01 00 00 00 80 00 2C"])
  })

  it("belongs to each phase of a system, and reaches it by address", () => {
    const from = host({ profile: Profile.profiles["three-phase-48-3000"] })
    from.change({ change: "load", watts: 300 })
    for (const [address, setpoint] of [
      [0, 100],
      [1, 0],
      [2, -400]
    ] as const) {
      const command = WriteViaId.ram(SETPOINT, (setpoint & 0xffff) as Words.Raw16)
      const [answer] = from.askHex(WinmonEnvelope.addressedRequest("X", address, command))
      assert.strictEqual(answer, "05 FF 58 87 00 00 1D")
    }
    from.wait(500)
    assert.deepStrictEqual(
      from.state().system.plant.units.map(({ inputWatts }) => inputWatts),
      [-100, 0, 400]
    )
  })
})
