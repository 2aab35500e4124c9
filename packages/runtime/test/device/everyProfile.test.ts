/**
 * All reads of every profile: values as their Schemas say, and nothing on the wire that changes anything.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"
import * as Reads from "./Reads.ts"

/** The firmware that brought snapshots (protocol.md 4.5.1). */
const SNAPSHOT_FIRMWARE = 300

describe("everything that can be read", () => {
  for (const winmonMode of ["short", "long"] as const) {
    for (const name of Profile.whole) {
      const profile = Profile.profiles[name]
      it.effect(`of ${name}, found in ${winmonMode} mode, is as its Schema says, and read only`, () =>
        Effect.gen(function* () {
          const { device, requests, simulated } = yield* Reads.connect({
            device: { profile, winmonMode, line: "unpaced" }
          })
          const before = (yield* simulated.state).system
          const stored = before.devices.map((unit) => [unit.stored, unit.active])
          Reads.conforms(Device.Identity.Identity, yield* played(device.system))
          Reads.conforms(Device.Identity.UnitIdentity, yield* played(device.identity))
          Reads.conforms(Device.Dc.Dc, yield* played(device.dc))
          const phases = yield* played(device.phases)
          assert.strictEqual(phases.length, profile.device.lines?.value ?? profile.device.phases.value)
          for (const phase of phases) Reads.conforms(Device.Ac.Ac, phase!)
          Reads.conforms(Device.Leds.Leds, yield* played(device.leds))
          Reads.conforms(Device.Panel.Panel, yield* played(device.panel))
          Reads.conforms(Device.State.State, yield* played(device.state))
          Reads.conforms(Device.Power.Power, yield* played(device.power))
          const ids = Array.from({ length: 22 }, (_, id) => id)
          for (const value of (yield* played(device.ram(ids))).values) {
            Reads.conforms(Device.Ram.RamValue, value)
          }
          const { settings, unsupported, missing } = yield* played(device.settings(), 120)
          assert.deepStrictEqual(missing, [])
          assert.strictEqual(settings.length + unsupported.length, Device.Settings.knownIds.length)
          for (const setting of settings) Reads.conforms(Device.Settings.Setting, setting)
          const { flags } = yield* played(device.flags({ levels: true }))
          for (const flag of flags) Reads.conforms(Device.Flags.Flag, flag)
          if (profile.device.firmware.value >= SNAPSHOT_FIRMWARE) {
            Reads.conforms(Device.Snapshot.Snapshot, yield* played(device.snapshot([4, 0])))
          } else {
            const refused = yield* Effect.flip(played(device.snapshot([4, 0])))
            assert.strictEqual(refused.reason._tag, "Refused")
          }
          Reads.conforms(Device.Energy.Counters, yield* played(device.energyCounters))
          const energy = yield* played(Stream.runHead(device.energy()))
          Reads.conforms(Device.Energy.Energy, Option.getOrThrow(energy))
          Reads.conforms(Device.Ess.Assistants, yield* played(device.assistants))
          const ess = yield* played(device.ess)
          assert.strictEqual(ess === null, profile.ess === undefined)
          if (ess !== null) Reads.conforms(Device.Ess.EssStatus, ess)
          const lines = yield* played(device.lines)
          assert.strictEqual(lines === null, profile.interface.type.value === "MK2")
          if (lines !== null) Reads.conforms(Device.Lines.Lines, lines)

          assert.deepStrictEqual(Reads.effects(requests), ["adapter", "read"])
          const after = (yield* simulated.state).system
          assert.deepStrictEqual(after.panel, before.panel)
          assert.deepStrictEqual(
            after.devices.map((unit) => [unit.stored, unit.active]),
            stored
          )
        }).pipe(QuickClock.own)
      )
    }
  }
})
