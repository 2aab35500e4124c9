/**
 * The ESS assistant: found wherever its record is, and its flags.
 */
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import { Errors, type Session } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

/** A unit with nothing but RAM: what the walk sees. */
const unitWith = (ram: Readonly<Record<number, number>>): { unit: Session.Unit; read: Array<number> } => {
  const read: Array<number> = []
  const nothing = Effect.fail(Errors.device(new Errors.Unsupported({ request: "", answer: "", data: [] })))
  return {
    read,
    unit: {
      address: 0,
      delayMillis: () => 0,
      ask: () => nothing,
      ramScale: () => nothing,
      infos: {
        ram: () => nothing,
        setting: () => nothing,
        sure: () => nothing,
        suspect: () => nothing,
        revision: () => 0
      },
      firmware: { told: nothing, proven: nothing, isTried: () => false, ask: () => nothing },
      readRam: (ids) =>
        Effect.sync(() => {
          read.push(...ids)
          return new Map(
            ids
              .filter((id) => ram[id] !== undefined)
              .map((id) => [id, { value: Words.Raw16.make(ram[id]!), at: 0, time: 0 }])
          )
        })
    }
  }
}

const find = (ram: Readonly<Record<number, number>>) => Device.Ess.find(unitWith(ram).unit)

describe("the records of the assistants", () => {
  it.effect("of a MultiPlus-II 48/3000 hold ESS at 130, and the limit for feeding in", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const { assistants, ess } = yield* played(device.assistants)
      assert.deepStrictEqual(
        assistants.map(({ id, assistant, name, size }) => [id, assistant, name, size]),
        [
          [128, 9, null, 0],
          [129, 0x880, null, 0],
          [130, 5, "ess", 4],
          [135, 10, null, 1]
        ]
      )
      assert.deepStrictEqual(ess, {
        base: 130,
        setpointId: 131,
        flagsId: 132,
        canBeChargeMaster: true,
        feedInLimitId: 136
      })
      assert.strictEqual(ess?.setpointId, Profile.profiles[Profile.defaultProfile].ess?.setpointId)
      assert.deepStrictEqual(Reads.effects(requests), ["adapter", "read"])
    })
  )
  it.effect("with ESS first have the set-point at 129", () =>
    Effect.map(find({ 128: 0x0054, 133: 0 }), ({ ess }) => assert.strictEqual(ess?.setpointId, 129))
  )
  it.effect("of a unit that cannot be the charge master are shorter", () =>
    Effect.map(find({ 128: 0x0052, 131: 0 }), ({ ess }) => {
      assert.deepStrictEqual([ess?.flagsId, ess?.canBeChargeMaster, ess?.feedInLimitId], [130, false, null])
    })
  )
  it.effect("go on behind a sensor, and behind assistant 0", () =>
    Effect.map(find({ 128: 0x0001, 130: 0x0014, 135: 0x0054, 140: 0 }), ({ assistants, ess }) => {
      assert.deepStrictEqual(
        assistants.map(({ name }) => name),
        [null, "ac-current-sensor", "ess"]
      )
      assert.strictEqual(ess?.base, 135)
    })
  )
  it.effect("are none where the first word is 0 or missing", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* find({ 128: 0 }), { assistants: [], ess: null })
      assert.deepStrictEqual(yield* find({}), { assistants: [], ess: null })
    })
  )
  it.effect("that never end are given up after sixteen, or at id 255", () =>
    Effect.gen(function* () {
      const endless = unitWith(Object.fromEntries(Array.from({ length: 256 }, (_, id) => [id, 0x0090])))
      assert.strictEqual((yield* Device.Ess.find(endless.unit)).assistants.length, 16)
      assert.strictEqual(endless.read.length, 16)
      const long = unitWith(Object.fromEntries(Array.from({ length: 256 }, (_, id) => [id, 0x009f])))
      assert.deepStrictEqual(
        (yield* Device.Ess.find(long.unit)).assistants.map(({ id }) => id),
        Array.from({ length: 8 }, (_, index) => 128 + 16 * index)
      )
    })
  )
})

describe("the flags of ESS", () => {
  it.effect("are read bit by bit, and the set-point reads back with our sign", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "hold", ram: { "131": 0x1_0000 - 200, "132": 0x0502 } })
      const ess = yield* played(device.ess)
      assert.strictEqual(ess?.readBack, 200)
      assert.deepStrictEqual(ess?.raw as unknown, { setpoint: 0x1_0000 - 200, flags: 0x0502 })
      assert.deepStrictEqual(
        Object.entries(ess ?? {}).flatMap(([name, value]) => (value === true ? [name] : [])),
        ["disableFeedIn", "sustain", "highTemperature"]
      )
    })
  )
  it.effect("are null without ESS", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.ofProfile("multiplus-12-500")
      assert.strictEqual(yield* played(device.ess), null)
    })
  )
})
