/**
 * Payloads of known frames that end too soon, with the failure that says so. The table states the shortest payload of
 * every frame that has one longer than its head.
 */
import type { Frames } from "@vebus/codec"
import fc from "fast-check"
import { bytes } from "./Words.ts"

/**
 * The head that says which frame it is, where its bytes are counted from, how many it needs from there, and how many
 * stand behind it uncounted: the address of an addressed winmon command.
 */
interface Shortest {
  readonly frame: string
  readonly head: ReadonlyArray<number>
  readonly offset: number
  readonly expected: number
  readonly behind: number
}

const shortest = (
  frame: string,
  head: ReadonlyArray<number>,
  offset: number,
  expected: number,
  behind = 0
): Shortest => ({
  frame,
  head,
  offset,
  expected,
  behind
})
const mk2 = (frame: string, expected: number, ...head: ReadonlyArray<number>): Shortest =>
  shortest(frame, [0xff, ...head], 0, expected)
/** Inside the winmon envelope of letter X; bytes count from the code. */
const winmon = (frame: string, code: number, expected: number): Shortest =>
  shortest(frame, [0xff, 0x58, code], 2, expected)

const shortestRequests: ReadonlyArray<Shortest> = [
  mk2("AddressRequest", 4, 0x41),
  mk2("InfoRequest", 3, 0x46),
  mk2("SnapshotRequest", 4, 0x46, 6),
  mk2("DeviceConfigRequest", 4, 0x46, 7),
  mk2("DeviceRestartRequest", 7, 0x46, 8),
  mk2("BatteryLimitsRequest", 7, 0x46, 9),
  mk2("SwitchRequest", 7, 0x53),
  mk2("WinmonRequest", 3, 0x57),
  mk2("WinmonRequest", 3, 0x7a),
  shortest("WinmonRequest", [0xff, 0x78], 2, 1, 1),
  shortest("ReadRamRequest", [0xff, 0x79, 0x30], 2, 2, 1),
  winmon("DeviceStateRequest", 0x0e, 2),
  winmon("ReadRamRequest", 0x30, 2),
  winmon("ReadSettingRequest", 0x31, 2),
  winmon("SelectRamRequest", 0x32, 2),
  winmon("SelectSettingRequest", 0x33, 2),
  winmon("WriteDataRequest", 0x34, 3),
  winmon("SettingInfoRequest", 0x35, 2),
  winmon("RamInfoRequest", 0x36, 2),
  winmon("WriteViaIdRequest", 0x37, 5),
  winmon("PasswordRequest", 0x3a, 9),
  winmon("FlagAccessRequest", 0x3c, 2)
]

const shortestReplies: ReadonlyArray<Shortest> = [
  mk2("AddressReply", 4, 0x41),
  mk2("AdapterSettingsReply", 7, 0x44),
  mk2("BusLinesReply", 3, 0x48),
  mk2("LedsReply", 4, 0x4c),
  mk2("VersionReply", 7, 0x56),
  mk2("WinmonReply", 3, 0x5a),
  shortest("AcInputConfig", [0x41], 0, 12),
  winmon("SoftwareVersionReply", 0x82, 3),
  winmon("SoftwareVersionHighReply", 0x83, 3),
  winmon("ReadSettingReply", 0x86, 3),
  winmon("SettingInfoReply", 0x8a, 3),
  winmon("SettingInfoReply", 0x8b, 3),
  winmon("SettingInfoReply", 0x8c, 3),
  winmon("SettingInfoReply", 0x8d, 3),
  winmon("RamInfoReply", 0x8f, 3),
  winmon("DeviceStateReply", 0x94, 3),
  winmon("EnergyCountersReply", 0x98, 11),
  winmon("FlagAccessReply", 0x9e, 2),
  winmon("FlagAccessReply", 0x9f, 2)
]

const malformed = (table: ReadonlyArray<Shortest>): fc.Arbitrary<Omit<Frames.Malformed, "_tag">> =>
  fc
    .tuple(fc.constantFrom(...table), bytes(10, 1))
    .map(([{ frame, head, offset, expected, behind }, tail]) => {
      const payload = [...head, ...tail].slice(0, Math.max(2, offset + expected - 1 + behind))
      const found = payload.length - offset - behind
      return { payload, failure: { _tag: "TooShort", frame, offset, expected, found } }
    })

/** Requests that end too soon. */
export const requests = malformed(shortestRequests)
/** Replies that end too soon. */
export const replies = malformed(shortestReplies)
