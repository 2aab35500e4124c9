/**
 * What the constructors build, as it goes over the wire: the frames of protocol.md 11.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AdapterSettings,
  Address,
  BusLines,
  DeviceState,
  EnergyCounters,
  FlagAccess,
  Framing,
  Frames,
  Hex,
  HighSpeed,
  Info,
  Leds,
  RamInfo,
  ReadRam,
  ReadSetting,
  Restart,
  SerialNumber,
  SettingInfo,
  Snapshot,
  SoftwareVersion,
  Switch,
  TwoStepWrite,
  Version,
  type Winmon,
  WinmonEnvelope,
  type Words,
  WriteViaId
} from "@vebus/codec"
import * as Result from "effect/Result"

const raw = (value: number) => value as Words.Raw16
const on = (letter: WinmonEnvelope.Letter, command: Winmon.Request) => WinmonEnvelope.request(letter, command)

const requests: ReadonlyArray<readonly [string, Frames.Request]> = [
  ["04 FF 41 00 00 BC", Address.get],
  ["04 FF 41 01 00 BB", Address.set(0)],
  ["02 FF 44 BB", AdapterSettings.request],
  ["03 FF 46 00 B8", Info.dc],
  ["03 FF 46 01 B7", Info.ac(1)],
  ["03 FF 46 05 B3", Info.acInputConfig],
  ["06 FF 46 06 0E 10 0F 82", Info.snapshot([14, 16, 15])],
  ["04 FF 46 07 00 B0", Info.deviceConfig(0)],
  ["02 FF 48 B7", BusLines.get],
  ["03 FF 48 03 B3", BusLines.set(BusLines.PANEL_DETECT | BusLines.STANDBY)],
  ["02 FF 4C B3", Leds.request],
  ["02 FF 4E B1", HighSpeed.request],
  ["02 FF 52 AD", Restart.request],
  ["02 FF 56 A9", Version.request],
  ["03 FF 58 05 A1", on("X", SoftwareVersion.request)],
  ["03 FF 59 06 9F", on("Y", SoftwareVersion.highRequest)],
  ["04 FF 58 0E 00 97", on("X", DeviceState.inquire)],
  ["03 FF 58 0F 97", on("X", EnergyCounters.request)],
  ["09 FF 58 30 0E 0F 10 00 04 05 3A", on("X", ReadRam.request([14, 15, 16, 0, 4, 5]))],
  ["05 FF 58 31 02 00 71", on("X", ReadSetting.request(2))],
  ["05 FF 57 32 81 00 F2", on("W", TwoStepWrite.selectRam.make(129))],
  ["05 FF 58 33 02 00 6F", on("X", TwoStepWrite.selectSetting.make(2))],
  ["05 FF 57 34 C8 00 A9", on("W", TwoStepWrite.data(raw(200)))],
  ["05 FF 58 35 02 00 6D", on("X", SettingInfo.request(2))],
  ["05 FF 57 36 0A 00 65", on("W", RamInfo.request(10))],
  ["07 FF 58 37 02 81 38 FF B1", on("X", WriteViaId.ram(129, raw(0xff38)))],
  ["07 FF 58 37 03 02 A0 05 C1", on("X", WriteViaId.setting(2, raw(1440), "ram"))],
  ["07 FF 59 37 01 40 D0 07 52", on("Y", WriteViaId.setting(64, raw(2000), "eeprom"))],
  ["03 FF 58 38 6E", on("X", Snapshot.request)],
  ["03 FF 58 3B 6B", on("X", SerialNumber.request)],
  ["05 FF 58 3C 00 00 68", on("X", FlagAccess.request(0))]
]

describe("constructors", () => {
  it.each(requests)("%s", (hex, request) =>
    assert.strictEqual(Hex.toHex(Result.getOrThrow(Frames.toWire(request))), hex)
  )

  it("the acknowledgement of S", () =>
    assert.strictEqual(
      Hex.toHex(Result.getOrThrow(Framing.encodePayload(Frames.encodeReply(Switch.reply)))),
      "02 FF 53 AC"
    ))
})
