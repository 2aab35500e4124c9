/**
 * Flags: each bit of the four words, and what the masks say of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

describe("flags", () => {
  for (const id of Profile.whole) {
    it.effect(`of ${id} are the bits of its words`, () =>
      Effect.gen(function* () {
        const { device, simulated } = yield* Reads.ofProfile(id)
        const { flags, unsupported, missing } = yield* played(device.flags())
        const unit = (yield* simulated.state).system.devices[0]
        const words = Flag.words.filter((word) => unit.stored[word] !== undefined)
        assert.strictEqual(flags.length, 16 * words.length)
        assert.deepStrictEqual(missing, [])
        assert.deepStrictEqual(
          unsupported,
          Flag.words.filter((word) => unit.stored[word] === undefined)
        )
        for (const { flag, setting, on, supported, name } of flags) {
          assert.strictEqual(on, ((unit.stored[setting]! >> (flag % 16)) & 1) === 1)
          const mask = unit.model.settingInfos.get(setting)!.words.maximumRaw
          assert.strictEqual(supported, ((mask >> (flag % 16)) & 1) === 1)
          assert.deepStrictEqual(Device.Flags.resolve(name), Result.succeed(flag as Flag.FlagNumber))
        }
      })
    )
  }

  it.effect("tell their access levels when asked, two frames a word", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const without = yield* played(device.flags())
      assert.isTrue(without.flags.every(({ level }) => level === null))
      assert.deepStrictEqual(Reads.commands(requests, "FlagAccessRequest"), [])
      const { flags } = yield* played(device.flags({ levels: true }))
      assert.isTrue(flags.every(({ level }) => level !== null))
      assert.strictEqual(Reads.commands(requests, "FlagAccessRequest").length, flags.length / 16)
    })
  )

  it.effect("come whole over a bad line", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect({
        plan: { seed: 5, requests: { drop: 0.1 }, replies: { drop: 0.1 } }
      })
      const { flags, missing } = yield* played(device.flags(), 60)
      const { stored } = (yield* simulated.state).system.devices[0]
      assert.deepStrictEqual(missing, [])
      assert.isAbove(flags.length, 0)
      for (const { flag, setting, on } of flags) {
        assert.strictEqual(on, ((stored[setting]! >> (flag % 16)) & 1) === 1)
      }
    })
  )

  it("by a name or number that nobody knows fail", () => {
    for (const name of ["64", "DisableWaveChek"]) {
      assert.strictEqual(Result.getOrThrow(Result.flip(Device.Flags.resolve(name))).kind, "flag")
    }
  })
})
