/**
 * The decoder of one frame, given the bytes of another or too few: it refuses, and says what it expected, what it found
 * and where, wherever in a buffer the bytes stand. Through `Frames` this cannot happen, which asks the right decoder.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AcInfo,
  AcInputConfig,
  BatteryLimits,
  BusLines,
  DcInfo,
  DeviceConfig,
  DirectSwitch,
  type Failure,
  ForeignPanel,
  Info,
  Leds,
  Mk2,
  RamInfo,
  RawBus,
  ReadRam,
  Restart,
  SerialNumber,
  SettingInfo,
  Snapshot,
  Switch,
  Winmon,
  WinmonEnvelope
} from "@vebus/codec"
import * as Result from "effect/Result"
import { bytesOf } from "./vectors/Vectors.ts"

type Decode = (
  bytes: Uint8Array,
  start?: number,
  end?: number
) => Result.Result<unknown, Failure.DecodeFailure>

const IN_FRONT = "AA AA AA"
const START = 3

/** Why a decoder refuses bytes that stand behind others; the offset counts in the whole buffer. */
const refusal = (decode: Decode, hex: string): Failure.DecodeFailure => {
  const bytes = bytesOf(`${IN_FRONT} ${hex}`)
  return Result.getOrThrow(Result.flip(decode(bytes, START, bytes.length)))
}

const dc = "20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88"
const ac = "20 01 01 CA 09 08 AA 58 AB 00 AA 58 9A 00 C3"
const leds = "FF 4C 01 04"

describe("another frame is refused", () => {
  it.each<
    readonly [name: string, decode: Decode, hex: string, offset: number, expected: string, found: number]
  >([
    ["DcInfo", DcInfo.Reply.decode, ac, 5, "0C", 0x08],
    ["AcInfo", AcInfo.Reply.decode, dc, 5, "a phase code 05 to 0B", 0x0c],
    ["DeviceConfig", DeviceConfig.Reply.decode, dc, 5, "a type code 02, 03, 04 or 20 to 2F", 0x0c],
    ["AcInputConfig", AcInputConfig.Reply.decode, dc, 0, "41", 0x20],
    ["BatteryLimits", BatteryLimits.Reply.decode, dc, 0, "3C", 0x20],
    ["ForeignPanel", ForeignPanel.Reply.decode, dc, 0, "40", 0x20],
    ["DirectSwitch", DirectSwitch.Request.decode, dc, 0, "3F", 0x20],
    ["Bus21", RawBus.Bus21.decode, dc, 0, "21", 0x20],
    ["WinmonRequest", WinmonEnvelope.Request.decode, leds, 1, "W X Y Z x y z", 0x4c],
    ["WinmonReply", WinmonEnvelope.Reply.decode, leds, 1, "W X Y Z", 0x4c],
    ["WinmonReply", WinmonEnvelope.Reply.decode, dc, 0, "FF", 0x20],
    ["AcInfo", AcInfo.Reply.decode, "41 01 01 CA 09 08 AA 58 AB 00 AA 58 9A 00 C3", 0, "20", 0x41],
    ["SwitchRequest", Switch.Request.decode, "FF 4C 01 04 00 00 00", 1, "53", 0x4c],
    ["SerialNumberReply", SerialNumber.Reply.decode, "9C 00", 0, "9D", 0x9c],
    ["RamInfoReply", RamInfo.Reply.decode, "90 00 00", 0, "8F or 8E", 0x90],
    ["SettingInfoReply", SettingInfo.Reply.decode, "90 00 00", 0, "89 to 8D", 0x90],
    ["AcInfoRequest", Info.AcRequest.decode, "FF 46 05", 2, "a phase 1 to 4", 5]
  ])("%s", (frame, decode, hex, offset, expected, found) =>
    assert.deepStrictEqual(refusal(decode, hex), {
      _tag: "UnexpectedValue",
      frame,
      offset: START + offset,
      expected,
      found
    })
  )
})

describe("too few bytes are refused", () => {
  it.each<readonly [name: string, decode: Decode, hex: string, expected: number]>([
    ["Mk2Request", Mk2.Request.decode, "FF", 2],
    ["Mk2Reply", Mk2.Reply.decode, "FF", 2],
    ["LedsRequest", Leds.Request.decode, "FF", 2],
    ["RestartRequest", Restart.Request.decode, "", 2],
    ["SwitchReply", Switch.Reply.decode, "FF", 2],
    ["BusLinesRequest", BusLines.Request.decode, "FF", 2],
    ["BusLinesReply", BusLines.Reply.decode, "FF 48", 3],
    ["SerialNumberRequest", SerialNumber.Request.decode, "", 1],
    ["SerialNumberReply", SerialNumber.Reply.decode, "", 1],
    ["RamInfoReply", RamInfo.Reply.decode, "", 1],
    ["ReadRamReply", ReadRam.Reply.decode, "", 1],
    ["ReadSnapshotReply", Snapshot.Reply.decode, "", 1],
    ["WinmonRequest", Winmon.Request.decode, "", 1],
    ["WinmonReply", Winmon.Reply.decode, "", 1]
  ])("%s", (frame, decode, hex, expected) =>
    assert.deepStrictEqual(refusal(decode, hex), {
      _tag: "TooShort",
      frame,
      offset: START,
      expected,
      found: bytesOf(hex).length
    })
  )
})

it("every phase code is a phase, and that of L1 tells how many there are", () => {
  const codes: ReadonlyArray<AcInfo.PhaseCode> = [0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b]
  assert.deepStrictEqual(codes.map(AcInfo.phaseOf), [4, 3, 2, 1, 1, 1, 1])
  assert.deepStrictEqual(codes.map(AcInfo.phaseCountOf), [null, null, null, 1, 2, 3, 4])
})
