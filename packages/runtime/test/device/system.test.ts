/**
 * What the system reports as a whole: the battery and AC side, lamps, switch and limit, state, lines, and who is there.
 */
import { assert, describe, it } from "@effect/vitest"
import { LedMasks } from "@vebus/codec"
import { Errors } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

describe("DC info", () => {
  it.effect("is what the master measures, charging positive", () =>
    Effect.gen(function* () {
      const { device, simulated, truths } = yield* Reads.connect()
      // 52.00 V, inverting with 12.0 A: RAM 5 of this unit counts tenths of an ampere.
      yield* simulated.control({ change: "hold", ram: { "4": 5200, "5": 0x1_0000 - 120, "7": 0x86 } })
      const { voltage, inverterCurrent, chargerCurrent, current, power, frequency, raw } = yield* played(
        device.dc
      )
      assert.deepStrictEqual([voltage, inverterCurrent, chargerCurrent, current, power], [
        52, 12, 0, -12, -624
      ] as never)
      assert.closeTo(frequency!, 50.077, 0.001)
      const truth = truths.at(-1)!.dc
      assert.deepStrictEqual(raw as Record<string, number>, {
        voltage: truth.voltageRaw,
        inverterCurrent: truth.inverterCurrentRaw,
        chargerCurrent: truth.chargerCurrentRaw,
        inverterPeriod: truth.periodRaw
      })
    })
  )
})

describe("AC info", () => {
  for (const id of ["three-phase-48-3000", "split-phase-48-3000-120v"] as const) {
    it.effect(`of ${id} is that of each phase`, () =>
      Effect.gen(function* () {
        const { device, truths } = yield* Reads.ofProfile(id)
        const phases = yield* played(device.phases)
        assert.strictEqual(phases.length, Profile.profiles[id].device.phases.value)
        for (const [index, ac] of phases.entries()) {
          assert.strictEqual(ac?.phase, index + 1)
          assert.isTrue(
            truths.some(
              (truth) =>
                truth.ac[index]!.mainsCurrentRaw === ac?.raw.mainsCurrent &&
                truth.ac[index]!.outputCurrentRaw === ac.raw.outputCurrent
            )
          )
        }
      })
    )
  }
  it.effect("counts the units of a phase by its factors, and shows them", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.ofProfile("parallel-48-5000")
      yield* simulated.control({ change: "hold", ram: { "1": 350, "3": 0x1_0000 - 120 } })
      const ac = yield* played(device.ac(1))
      assert.deepStrictEqual([ac?.backfeedFactor, ac?.inverterFactor], [2, 2])
      assert.strictEqual(ac?.input.current, 7)
      assert.strictEqual(ac?.output.current, -2.4)
      assert.deepStrictEqual([ac?.raw.mainsCurrent, ac?.raw.outputCurrent] as unknown, [350, 0x1_0000 - 120])
    })
  )
  it.effect("of a phase that does not exist is null, and does not unsettle the link", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      assert.strictEqual(yield* played(device.ac(3)), null)
      assert.strictEqual(requests.filter(({ _tag }) => _tag === "AcInfoRequest").length, 3)
      assert.strictEqual(requests.filter(({ _tag }) => _tag === "AddressRequest").length, 1)
    })
  )
  it.effect("has no frequency without mains", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "hold", ram: { "0": 300 } })
      assert.deepStrictEqual((yield* played(device.ac(1)))?.input.frequency, null)
    })
  )
})

describe("lamps", () => {
  it.effect("and alarms have names", () =>
    Effect.gen(function* () {
      const { device, simulated, truths } = yield* Reads.connect()
      yield* simulated.control({ change: "hold", leds: { on: 0x01, blink: 0x0e } })
      const { lamps, patterns, alarms, error, adapterBlocked, raw } = yield* played(device.leds)
      assert.deepStrictEqual(lamps, LedMasks.lampStates({ on: 0x01, blink: 0x0e }))
      assert.deepStrictEqual(
        patterns.map(({ name }) => name),
        ["charge-state-forced"]
      )
      assert.strictEqual(raw.alarms, truths.at(-1)!.alarms)
      assert.deepStrictEqual([alarms, error, adapterBlocked], [[], { code: 0, label: "none" }, false])
    })
  )
  it.effect("behind an adapter that tells of nothing else leave the rest null", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.ofProfile("multi-12-3000-unsigned")
      const { lamps, alarms, error, adapterBlocked } = yield* played(device.leds)
      assert.isNotNull(lamps)
      assert.deepStrictEqual([alarms, error, adapterBlocked], [[], null, null])
    })
  )
})

describe("state", () => {
  it.effect("has a charge state only while charging", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "hold", state: "charge", subState: "absorption" })
      const charging = yield* played(device.state)
      assert.deepStrictEqual([charging.state, charging.chargeState], ["charge", "absorption"])
      assert.deepStrictEqual(charging.raw, { state: 9, subState: 2 })
      yield* simulated.control({ change: "hold", state: "bypass" })
      const bypassing = yield* played(device.state)
      assert.deepStrictEqual([bypassing.state, bypassing.chargeState], ["bypass", null])
    })
  )
  it.effect("of a unit that follows its master is slave", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.ofProfile("parallel-48-5000")
      assert.strictEqual((yield* played(device.unit(3).state)).state, "slave")
    })
  )
})

describe("switch and limit", () => {
  it.effect("are those in force", () =>
    Effect.gen(function* () {
      const { device, simulated, truths } = yield* Reads.connect()
      yield* simulated.control({ change: "panel-frame", position: "charger-only", limit: 12.5 })
      yield* simulated.control({ change: "front-switch", position: "on" })
      const panel = yield* played(device.panel)
      assert.deepStrictEqual(panel.switch, {
        requested: "charger-only",
        charge: true,
        invert: false,
        front: "on"
      })
      const { limit } = truths.at(-1)!
      assert.strictEqual(panel.currentLimit!.actual, 12.5)
      assert.strictEqual(panel.currentLimit!.minimum, limit.minimum / 10)
      assert.strictEqual(panel.currentLimit!.maximum, limit.maximum / 10)
      assert.deepStrictEqual(
        [panel.currentLimit!.changeable, panel.currentLimit!.digitalMultiControl, panel.inputCount],
        [true, false, 1]
      )
    })
  )
  for (const front of ["off", "charger-only", "on"] as const) {
    it.effect(`tell that the front switch is ${front}`, () =>
      Effect.gen(function* () {
        const { device, simulated } = yield* Reads.connect()
        yield* simulated.control({ change: "front-switch", position: front })
        assert.strictEqual((yield* played(device.panel)).switch?.front, front)
      })
    )
  }
})

describe("lines", () => {
  it.effect("of an MK3 are those it starts with", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.connect()
      const lines = yield* played(device.lines)
      assert.deepStrictEqual([lines?.panelDetect, lines?.standby, lines?.raw], [true, false, 5])
    })
  )
  it.effect("are not asked of an MK2", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("multi-12-3000-mk2")
      assert.strictEqual(yield* played(device.lines), null)
      assert.isFalse(requests.some(({ _tag }) => _tag === "BusLinesRequest"))
    })
  )
})

describe("identity", () => {
  for (const winmonMode of ["short", "long"] as const) {
    it.effect(`of three units is told, in ${winmonMode} mode`, () =>
      Effect.gen(function* () {
        const profile = Profile.profiles["three-phase-48-3000"]
        const { device, simulated } = yield* Reads.connect({ device: { profile, winmonMode } })
        const { adapter, phases, units, winmonMode: found, port } = yield* played(device.system)
        const { devices } = (yield* simulated.state).system
        assert.strictEqual(port, "sim:")
        assert.strictEqual(found, winmonMode)
        assert.strictEqual(phases, 3)
        assert.deepStrictEqual(adapter, {
          kind: "MK3",
          type: 1170,
          firmware: profile.interface.version.value % 1000,
          version: profile.interface.version.value
        })
        assert.deepStrictEqual(
          units.map(({ address, phase, serialNumber, uniqueNumber, version, firmware, product }) => [
            [address, phase, serialNumber, uniqueNumber],
            [version, firmware, product]
          ]),
          devices.map(({ address, uniqueNumber, model }, index) => [
            [address, address + 1, String.fromCharCode(...model.serialNumber), uniqueNumber],
            [model.version, model.firmware, units[index]!.product]
          ])
        )
        assert.isNotNull(units[0]?.product)
        const remainder = winmonMode === "long" ? devices[0].model.versionRemainder : []
        assert.deepStrictEqual(units[0]?.raw.remainder, remainder)
      })
    )
  }
  it.effect("of old firmware has no serial number, and nobody asks for one", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("multi-12-3000-mk2")
      const { serialNumber, firmware } = yield* played(device.identity)
      assert.strictEqual(serialNumber, null)
      assert.strictEqual(firmware, 154)
      assert.deepStrictEqual(Reads.commands(requests, "SerialNumberRequest"), [])
    })
  )
})

describe("units", () => {
  it.effect("are those that F 7 names, asked once", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("parallel-48-5000")
      const units = yield* played(device.units)
      assert.deepStrictEqual(units, [
        { address: 0, phase: 1, isPhaseMaster: true, status: "present" },
        { address: 3, phase: 1, isPhaseMaster: false, status: "present" }
      ])
      yield* played(device.units)
      assert.strictEqual(requests.filter(({ _tag }) => _tag === "DeviceConfigRequest").length, 1)
    })
  )
  it.effect(
    "of firmware without F 7 are found by asking each address of a system of two units to a phase",
    () =>
      Effect.gen(function* () {
        const { device, session, requests } = yield* Reads.losing(
          "parallel-48-5000",
          ({ _tag }) => _tag === "DeviceConfigRequest"
        )
        const identity = session.identity()
        const units = yield* played(device.units, 60)
        assert.deepStrictEqual(
          units.map(({ address }) => address),
          [0, 3]
        )
        const selected = requests.flatMap((request) =>
          request._tag === "AddressRequest" ? [request.address] : []
        )
        assert.deepStrictEqual([...new Set(selected)], [0, 1, 2, 3, 4, 5])
        assert.strictEqual(session.identity(), identity, "nothing was initialised again")
      })
  )
  it.effect("each have values of their own", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.ofProfile("three-phase-48-3000")
      for (const address of [0, 1, 2]) {
        yield* simulated.control({ change: "hold", address, ram: { "4": 5000 + address } })
      }
      for (const address of [2, 0, 1]) {
        const { values } = yield* played(device.unit(address).ram(["UBat"]))
        assert.strictEqual(values[0]?.raw.value, 5000 + address)
      }
    })
  )
})

it.effect("a device that nobody can reach fails with the reason", () =>
  Effect.gen(function* () {
    const { device, simulated, session } = yield* Reads.connect()
    yield* simulated.control({ change: "bus", connected: false })
    const failure = yield* Effect.flip(played(device.dc, 60))
    assert.instanceOf(failure, Errors.DeviceError)
    assert.strictEqual(session.url, "sim:")
    const { settings, missing } = yield* played(device.settings([2, 3]), 120)
    assert.deepStrictEqual(settings, [])
    assert.deepStrictEqual(
      missing.map(({ id }) => id),
      [2, 3]
    )
  })
)
