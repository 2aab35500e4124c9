/**
 * Settings: values and limits against what the device has stored, over good lines and bad ones.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Frames, Setting, type Words } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

/** A profile with a word of its own in some settings. */
const withStored = (stored: Readonly<Record<number, number>>): Profile.Profile =>
  Result.getOrThrow(
    Profile.decode({
      extends: Profile.defaultProfile,
      id: "own",
      settings: Object.entries(stored).map(([id, raw]) => ({ id: Number(id), raw }))
    })
  )

const isAbout =
  (setting: number) =>
  (request: Frames.Request): boolean =>
    request._tag === "WinmonRequest" &&
    (request.command._tag === "ReadSettingRequest" || request.command._tag === "SettingInfoRequest") &&
    request.command.id === setting

describe("one setting", () => {
  it.effect("has value, limits and words", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.connect({ device: { profile: withStored({ 2: 5680 }) } })
      const { time, raw, ...absorption } = yield* played(device.setting("U_BAT_ABSORPTION"))
      assert.deepStrictEqual(absorption, {
        id: 2,
        name: "UBatAbsorption",
        label: "Absorption voltage",
        unit: "V",
        confidence: "spec",
        kind: "number",
        default: 57.6,
        minimum: 48,
        maximum: 64,
        locked: null,
        needsRestart: null,
        forbidden: null,
        value: 56.8,
        valueName: null
      })
      assert.strictEqual(raw.value, 5680)
      assert.strictEqual(raw.scale, -100)
      assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/)
    })
  )
  it.effect("that is an enumeration has the name of its value", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.connect({ device: { profile: withStored({ 10: 3 }) } })
      const curve = yield* played(device.setting(10))
      assert.strictEqual(curve.kind, "enum")
      assert.strictEqual(curve.valueName, "adaptive-batterysafe")
    })
  )
  it.effect("that does not apply has no value", () =>
    Effect.gen(function* () {
      const own = Profile.profiles[Profile.defaultProfile].settings.find(
        (setting) => "max" in setting && setting.max < 0xffff && setting.min < setting.max && setting.id > 1
      )!
      const { device } = yield* Reads.connect({ device: { profile: withStored({ [own.id]: 0xffff }) } })
      const setting = yield* played(device.setting(own.id))
      assert.strictEqual(setting.value, null)
      assert.strictEqual(setting.raw.value, 0xffff as Words.Raw16)
    })
  )
  for (const [winmonMode, locked] of [
    ["long", true],
    ["short", null]
  ] as const) {
    it.effect(
      `that belongs to the grid code is forbidden; that it is locked, ${winmonMode} mode ${locked === null ? "does not tell" : "tells"}`,
      () =>
        Effect.gen(function* () {
          const { device } = yield* Reads.connect({ device: { winmonMode } })
          const grid = yield* played(device.settingInfo("GridSettingsInt0"))
          assert.strictEqual(grid.locked, locked)
          assert.strictEqual(grid.forbidden, "grid-code")
        })
    )
  }
  it.effect("that the device lacks fails as unsupported, and is asked about once", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      for (let time = 0; time < 2; time++) {
        const failure = yield* Effect.flip(played(device.setting(120)))
        assert.strictEqual(failure._tag === "DeviceError" && failure.reason._tag, "Unsupported")
      }
      assert.strictEqual(requests.filter(isAbout(120)).length, 1)
    })
  )
  it("has a name, or fails with the nearest", () => {
    assert.deepStrictEqual(Device.Settings.resolve("ubatfloat"), Result.succeed(3))
    const failure = Result.getOrThrow(Result.flip(Device.Settings.resolve("UBatFlot")))
    assert.strictEqual(failure.kind, "setting")
    assert.strictEqual(failure.nearest[0], "UBatFloat")
  })
})

describe("a list", () => {
  for (const id of ["multiplus-ii-48-3000-230v", "multiplus-12-500", "multi-12-3000-mk2"] as const) {
    it.effect(`of ${id} is what it has stored`, () =>
      Effect.gen(function* () {
        const { device, simulated } = yield* Reads.ofProfile(id)
        const { settings, unsupported, missing } = yield* played(device.settings(), 180)
        const { stored } = (yield* simulated.state).system.devices[0]
        assert.deepStrictEqual(missing, [])
        assert.deepStrictEqual(
          Object.fromEntries(settings.map((setting) => [setting.id, setting.raw.value])),
          Object.fromEntries(
            Object.entries(stored).filter(([known]) => Setting.byId(Number(known)) !== null)
          ) as never
        )
        assert.deepStrictEqual(
          unsupported,
          Device.Settings.knownIds.filter((known) => stored[known] === undefined)
        )
      })
    )
  }

  for (const seed of [1, 2, 3]) {
    for (const window of [1, 3] as const) {
      it.effect(
        `comes whole and right though 5 % of all is lost each way, window ${window}, seed ${seed}`,
        () =>
          Effect.gen(function* () {
            const { device, simulated, requests } = yield* Reads.connect({
              plan: { seed, requests: { drop: 0.05 }, replies: { drop: 0.05 } },
              session: { window }
            })
            const ids = Device.Settings.knownIds.slice(0, 60)
            const { settings, unsupported, missing } = yield* played(device.settings(ids), 120)
            const { stored } = (yield* simulated.state).system.devices[0]
            assert.deepStrictEqual(missing, [])
            assert.strictEqual(settings.length + unsupported.length, ids.length)
            for (const { id, raw } of settings) assert.strictEqual(raw.value as number, stored[id])
            assert.deepStrictEqual(Reads.effects(requests), ["adapter", "read"])
          })
      )
    }
  }

  it.effect("without one setting tells what is missing, after going round four times", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.losing(Profile.defaultProfile, isAbout(3))
      const { settings, missing } = yield* played(device.settings([2, 3, 4]), 120)
      assert.deepStrictEqual(
        settings.map(({ id }) => id),
        [2, 4]
      )
      assert.deepStrictEqual(
        missing.map(({ id, error }) => [id, error.reason._tag]),
        [[3, "NoReply"]]
      )
      assert.strictEqual(requests.filter(isAbout(3)).length, 4 * 5)
    })
  )

  it.effect("read again asks for values alone", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const ids = [2, 3, 4, 120]
      const first = yield* played(device.settings(ids))
      const sent = requests.length
      const again = yield* played(device.settings(ids))
      assert.deepStrictEqual(again.unsupported, first.unsupported)
      assert.strictEqual(requests.length - sent, 3)
    })
  )

  it.effect(
    "asked to be sure of the infos asks for each of them twice, the second time in reverse order",
    () =>
      Effect.gen(function* () {
        const { device, requests } = yield* Reads.connect()
        const sent = requests.length
        const { settings, unsupported } = yield* played(device.settings([2, 3, 120], { sure: true }))
        assert.deepStrictEqual([settings.map(({ id }) => id), unsupported], [[2, 3], [120]])
        const infos = Reads.commands(requests.slice(sent), "SettingInfoRequest").map(({ id }) => id)
        assert.deepStrictEqual(infos, [2, 3, 120, 120, 3, 2])
        const again = requests.length
        assert.deepStrictEqual(
          (yield* played(device.settings([2, 3, 120], { sure: true }))).unsupported,
          unsupported
        )
        assert.deepStrictEqual(Reads.commands(requests.slice(again), "SettingInfoRequest"), [])
      })
  )
})
