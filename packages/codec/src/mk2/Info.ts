/**
 * Info requests, MK2 command `F`: the first data byte chooses what.
 *
 *     d[0]  0      DC info                        answer: info/DcInfo.ts
 *           1..4   AC info of phase L1..L4        answer: info/AcInfo.ts, nothing for a phase that does not exist
 *           5      AC input configuration         answer: info/AcInputConfig.ts, after up to 750 ms
 *           6      snapshot of 1 to 6 RAM variables in all devices; no answer, read with winmon 0x38
 *           7      device configuration of an address   answer: info/DeviceConfig.ts
 *           8      restart the device with a unique number, 0 = all; no answer. High word first, each word little-endian
 *           9      battery limits, s16 0.1 A at d[3..4]; meaning of d[1..2] (03 00) unknown; answer: info/BatteryLimits.ts
 *
 * Other numbers are undocumented and kept. Answers are frames of their own type and carry no letter.
 * Reference: protocol.md 3.5.
 *
 * @example 03 FF 46 00 B8 - DC info
 * @example 06 FF 46 06 0E 10 0F 82 - snapshot of RAM 14, 16 and 15
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { raw16, spare, uint16 } from "../bytes/Read.ts"
import { NONE, Raw16, Spare, Uint32, Uint8 } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"
import { RamIds } from "../winmon/RamIds.ts"

/** The command letter `F`. */
export const LETTER = 0x46

/** Byte positions in the payload. */
const p = { number: 2, arguments: 3, size: 3 } as const

/** F 0: battery voltage, currents and inverter period. */
export const DcRequest = Schema.TaggedStruct("DcInfoRequest", { spare: Spare })
/** F 1 to F 4: input and output of one phase. */
export const AcRequest = Schema.TaggedStruct("AcInfoRequest", {
  phase: Schema.Literals([1, 2, 3, 4]),
  spare: Spare
})
/** F 5: current limits and the switch register. */
export const AcInputConfigRequest = Schema.TaggedStruct("AcInputConfigRequest", { spare: Spare })
/** F 6: freezes one to six RAM variables in all devices. */
export const SnapshotRequest = Schema.TaggedStruct("SnapshotRequest", { ids: RamIds, spare: Spare })
/** F 7: the configuration of the device with this short address. */
export const DeviceConfigRequest = Schema.TaggedStruct("DeviceConfigRequest", {
  address: Uint8,
  spare: Spare
})
/** F 8: restarts the device with this unique number, or all with 0. */
export const DeviceRestartRequest = Schema.TaggedStruct("DeviceRestartRequest", {
  uniqueNumber: Uint32,
  spare: Spare
})
/** F 9: sets a discharge limit, in 0.1 A. */
export const BatteryLimitsRequest = Schema.TaggedStruct("BatteryLimitsRequest", {
  unexplained: Schema.Tuple([Uint8, Uint8]),
  dischargeLimitRaw: Raw16,
  spare: Spare
})
/** Any other number, kept with its bytes. */
export const UnknownInfoRequest = Schema.TaggedStruct("UnknownInfoRequest", { number: Uint8, spare: Spare })

/** Any info request. */
export const Request = Schema.Union([
  DcRequest,
  AcRequest,
  AcInputConfigRequest,
  SnapshotRequest,
  DeviceConfigRequest,
  DeviceRestartRequest,
  BatteryLimitsRequest,
  UnknownInfoRequest
])
export type Request = typeof Request.Type

/** Asks for battery voltage, currents and inverter period. */
export const dc: Request = { _tag: "DcInfoRequest", spare: NONE }
/** Asks for the input and output of one phase. */
export const ac = (phase: 1 | 2 | 3 | 4): Request => ({ _tag: "AcInfoRequest", phase, spare: NONE })
/** Asks for the AC input configuration, the current limits and the switch register. */
export const acInputConfig: Request = { _tag: "AcInputConfigRequest", spare: NONE }
/** Freezes up to six RAM variables in all devices. */
export const snapshot = (ids: RamIds): Request => ({ _tag: "SnapshotRequest", ids, spare: NONE })
/** Asks for the configuration of the device with this short address. */
export const deviceConfig = (address: number): Request => ({
  _tag: "DeviceConfigRequest",
  address,
  spare: NONE
})

const SNAPSHOT_MAX = 6

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("InfoRequest", start, p.size, end - start)
  const number = bytes[start + p.number]!
  const first = start + p.arguments
  switch (number) {
    case 0:
      return Result.succeed({ _tag: "DcInfoRequest", spare: spare(bytes, first, end) })
    case 1:
    case 2:
    case 3:
    case 4:
      return Result.succeed({ _tag: "AcInfoRequest", phase: number, spare: spare(bytes, first, end) })
    case 5:
      return Result.succeed({ _tag: "AcInputConfigRequest", spare: spare(bytes, first, end) })
    case 6:
      return end === first
        ? tooShort("SnapshotRequest", start, p.size + 1, end - start)
        : Result.succeed({
            _tag: "SnapshotRequest",
            ids: spare(bytes, first, Math.min(end, first + SNAPSHOT_MAX)) as RamIds,
            spare: spare(bytes, first + SNAPSHOT_MAX, end)
          })
    case 7:
      return end === first
        ? tooShort("DeviceConfigRequest", start, p.size + 1, end - start)
        : Result.succeed({
            _tag: "DeviceConfigRequest",
            address: bytes[first]!,
            spare: spare(bytes, first + 1, end)
          })
    case 8:
      return end - first < 4
        ? tooShort("DeviceRestartRequest", start, p.size + 4, end - start)
        : Result.succeed({
            _tag: "DeviceRestartRequest",
            uniqueNumber: ((uint16(bytes, first) << 16) | uint16(bytes, first + 2)) >>> 0,
            spare: spare(bytes, first + 4, end)
          })
    case 9:
      return end - first < 4
        ? tooShort("BatteryLimitsRequest", start, p.size + 4, end - start)
        : Result.succeed({
            _tag: "BatteryLimitsRequest",
            unexplained: [bytes[first]!, bytes[first + 1]!],
            dischargeLimitRaw: raw16(bytes, first + 2),
            spare: spare(bytes, first + 4, end)
          })
    default:
      return Result.succeed({ _tag: "UnknownInfoRequest", number, spare: spare(bytes, first, end) })
  }
}

/** The number of the request and its arguments. */
const data = (value: Request): ReadonlyArray<number> => {
  switch (value._tag) {
    case "DcInfoRequest":
      return [0]
    case "AcInfoRequest":
      return [value.phase]
    case "AcInputConfigRequest":
      return [5]
    case "SnapshotRequest":
      return [6, ...(value.ids as ReadonlyArray<number>)]
    case "DeviceConfigRequest":
      return [7, value.address]
    case "DeviceRestartRequest":
      return [8, ...word(value.uniqueNumber >>> 16), ...word(value.uniqueNumber)]
    case "BatteryLimitsRequest":
      return [9, ...value.unexplained, ...word(value.dischargeLimitRaw)]
    case "UnknownInfoRequest":
      return [value.number]
  }
}

/** The bytes of a request, from the frame type on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(FrameType.MK2, LETTER, ...data(value), ...value.spare)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** What a host must know about an info request: all but restart and battery limits read. */
export const traits = (request: Request): Traits.Traits => {
  switch (request._tag) {
    case "DcInfoRequest":
    case "AcInfoRequest":
    case "DeviceConfigRequest":
      return Traits.read
    case "AcInputConfigRequest":
      return Traits.slowRead
    case "SnapshotRequest":
      return { effect: "read", retry: "sequence", timeoutMillis: null }
    case "BatteryLimitsRequest":
      return { effect: "write", retry: "one-shot", timeoutMillis: Traits.TIMEOUT_MILLIS }
    case "DeviceRestartRequest":
      return Traits.oneShot
    case "UnknownInfoRequest":
      return Traits.unknown
  }
}
