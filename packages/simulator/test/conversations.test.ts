/** The procedures of protocol.md 6, held with every profile in both winmon modes. */
import { assert, describe, it } from "@effect/vitest"
import {
  AcInfo,
  AcInputConfig,
  Address,
  DeviceConfig,
  DeviceState,
  Frames,
  Info,
  Leds,
  RamInfo,
  ReadRam,
  ReadSetting,
  SettingInfo,
  SoftwareVersion,
  Switch,
  Version,
  type Winmon,
  WinmonEnvelope
} from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import { assertIncludes, content, type Host, host } from "./support/Host.ts"
import { withMains } from "./support/Profiles.ts"

const winmon = (from: Host, command: Winmon.Request): ReadonlyArray<Winmon.Reply> =>
  from.ask(WinmonEnvelope.request("X", command)).map((sent) => {
    const reply = content(sent)
    if (reply._tag !== "WinmonReply" || reply.letter !== "X") throw new Error(`not under X: ${reply._tag}`)
    return reply.reply
  })

const longMode = Switch.Request.make({
  position: "on",
  limitRaw: Switch.NO_LIMIT,
  flags: 0x90,
  reserved: 0,
  extended: 0
})

for (const id of Profile.whole) {
  const profile = Profile.profiles[id]
  for (const adapterMode of ["short", "long"] as const) {
    // A unit that cannot combine replies sends short frames whatever the adapter lets through.
    const isCombining = profile.device.combinedReplies.value
    const mode = isCombining ? adapterMode : "short"
    describe(`${id}, ${adapterMode} mode`, () => {
      /** As protocol.md 6.1 has it: version, address, and long mode only if asked for. */
      const connect = (): Host => {
        const connected = host({ profile })
        const version = connected.askOne(Version.request)
        assertIncludes(version, {
          _tag: "VersionReply",
          version: profile.interface.version.value,
          mode: Version.NO_ADDRESS
        })
        assertIncludes(connected.askOne(Address.set(0)), { action: "set", address: 0 })
        if (adapterMode === "long") assert.strictEqual(connected.askOne(longMode)._tag, "SwitchReply")
        return connected
      }

      it("initialises", () => {
        const connected = connect()
        const before = connected.state().system.panel
        const [low] = winmon(connected, SoftwareVersion.request)
        if (mode === "long") {
          assertIncludes(low, { form: "long", version: profile.device.version.value })
        } else {
          const [high] = winmon(connected, SoftwareVersion.highRequest)
          if (low?._tag !== "SoftwareVersionReply" || low.form !== "short") throw new Error("not short")
          if (high?._tag !== "SoftwareVersionHighReply") throw new Error("no high word")
          assert.strictEqual(
            SoftwareVersion.joinWords(low.lowWord, high.highWord),
            profile.device.version.value
          )
        }
        const config = connected.askOne(Info.deviceConfig(0))
        if (config._tag !== "DeviceConfig") throw new Error("no device configuration")
        assert.deepStrictEqual<ReadonlyArray<number>>(
          DeviceConfig.configuredAddresses(config),
          profile.units?.map(({ address }) => address) ?? [0]
        )
        const ac = connected.askOne(Info.ac(1))
        if (ac._tag !== "AcInfo") throw new Error("no AC info")
        assert.strictEqual(AcInfo.phaseCountOf(ac.phaseCode), profile.device.phases.value)
        // Long mode is set with flag 10: switch and limit of the unit are those from before.
        assert.deepStrictEqual(connected.state().system.panel, before)
      })

      it("tells every RAM info in the form of the mode", () => {
        const connected = connect()
        for (const variable of profile.ram) {
          const [info, ...more] = winmon(connected, RamInfo.request(variable.id))
          assert.deepStrictEqual(more, [])
          if ("scaleWord" in variable) {
            const signed = (word: number) => (word << 16) >> 16
            assert.deepStrictEqual(info, {
              _tag: "RamInfoReply",
              form: mode,
              scaleWord: signed(variable.scaleWord),
              offsetWord: signed(variable.offsetWord),
              spare: []
            })
          } else {
            assertIncludes(info, mode === "long" ? { form: "empty" } : { form: "scale", scaleWord: 0 })
          }
        }
      })

      it("tells every setting, and its info in the form of the mode", () => {
        const connected = connect()
        for (const setting of profile.settings) {
          const infos = winmon(connected, SettingInfo.request(setting.id))
          const [stored] = winmon(connected, ReadSetting.request(setting.id))
          if ("supported" in setting) {
            assertIncludes(
              infos[0],
              mode === "long" ? { form: "empty" } : { form: "part", part: "scale", valueRaw: 0 }
            )
            assert.deepStrictEqual(stored, {
              _tag: "SettingUnsupported",
              data: mode === "long" ? [] : [0, 0]
            })
            continue
          }
          assertIncludes(stored, { _tag: "ReadSettingReply", valueRaw: setting.raw })
          const known = {
            scaleWord: setting.scale,
            offsetWord: setting.offset,
            defaultRaw: setting.default,
            minimumRaw: setting.min
          }
          if (mode === "long") {
            assertIncludes(infos[0], {
              form: "long",
              ...known,
              maximumRaw: setting.max,
              access: setting.access
            })
            assert.strictEqual(infos.length, 1)
          } else {
            assertIncludes(infos[0], { form: "short", ...known })
            assertIncludes(infos[1], { form: "part", part: "maximum", valueRaw: setting.max })
            assert.strictEqual(infos.length, 2)
          }
        }
      })

      it("answers the polling set", () => {
        const connected = connect()
        const tags = [Leds.request, Info.dc, Info.ac(1), Info.acInputConfig].map(
          (request) => connected.askOne(request)._tag
        )
        assert.deepStrictEqual(tags, ["LedsReply", "DcInfo", "AcInfo", "AcInputConfig"])
        const [words] = winmon(connected, ReadRam.request([13, 8, 2, 0, 4, 5]))
        assert.strictEqual(words?._tag === "ReadRamReply" ? words.valuesRaw.length : 0, isCombining ? 6 : 1)
        const [state] = winmon(connected, DeviceState.inquire)
        assertIncludes(state, {
          _tag: "DeviceStateReply",
          state: withMains.includes(id) ? "charge" : "invert-full"
        })
      })

      it(`takes a padding 00 for ${isCombining ? "a second id" : "no id"}`, () => {
        const connected = connect()
        const [words] = winmon(connected, ReadRam.request([13, 0]))
        assert.strictEqual(words?._tag === "ReadRamReply" ? words.valuesRaw.length : 0, isCombining ? 2 : 1)
      })

      it("keeps in the AC input configuration what the profile says", () => {
        const config = connect().askOne(Info.acInputConfig)
        const { minLimitRaw, maxLimitRaw, actualLimitRaw, acInputConfig, switchRegister } =
          profile.frames.config.value
        assertIncludes(config, {
          minimumLimitRaw: minLimitRaw,
          maximumLimitRaw: maxLimitRaw,
          actualLimitRaw,
          switchRegister
        })
        assert.strictEqual(AcInputConfig.Reply.encode(config as AcInputConfig.Reply)[5], acInputConfig)
      })
    })
  }
}

describe("an old unit without combined replies", () => {
  const profile = Profile.profiles["multi-12-3000-mk2"]
  const old = () => host({ profile, address: 0, winmonMode: "long" })

  it("answers short frames though the adapter is in long mode", () =>
    assertIncludes(winmon(old(), SoftwareVersion.request)[0], { form: "short" }))

  it("answers the first of several RAM ids alone", () => {
    const [words] = winmon(old(), ReadRam.request([13, 0]))
    assert.strictEqual(words?._tag === "ReadRamReply" ? words.valuesRaw.length : 0, 1)
  })

  it("does not know 37, 38 and 3B", () => {
    for (const request of ["07 FF 58 37 01 02 A0 05 C3", "03 FF 58 38 6E", "03 FF 58 3B 6B"]) {
      assert.deepStrictEqual(old().askHex(request), ["04 FF 58 80 00 25"])
    }
  })

  it("takes a write in two steps", () => {
    const connected = old()
    assert.deepStrictEqual(connected.askHex("05 FF 57 33 02 00 70"), [])
    assert.deepStrictEqual(connected.askHex("05 FF 57 34 A0 05 CC"), ["05 FF 57 88 00 00 1D"])
  })

  it("has no bus lines, and four LED data bytes", () => {
    assert.deepStrictEqual(old().ask("02 FF 48 B7"), [])
    assert.strictEqual(Frames.encodeReply(old().askOne("02 FF 4C B3")).length, 6)
  })
})
