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
import { family } from "../bytes/Family.ts"
import * as L from "../bytes/Layout.ts"
import type { ShortAddress } from "../device/ShortAddress.ts"
import * as AcInfo from "../info/AcInfo.ts"
import * as AcInputConfig from "../info/AcInputConfig.ts"
import * as BatteryLimits from "../info/BatteryLimits.ts"
import * as DcInfo from "../info/DcInfo.ts"
import * as DeviceConfig from "../info/DeviceConfig.ts"
import { answered, requestsOf, traitsOf } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"
import { ramIds, type RamIds } from "../winmon/RamIds.ts"

/** The command letter `F`. */
export const LETTER = 0x46

const head = (...number: ReadonlyArray<number>) => [FrameType.MK2, LETTER, ...number]

/** F 0: battery voltage, currents and inverter period. */
export const DcRequest = L.layout("DcInfoRequest", head(0), { spare: L.spare() })
/** F 1 to F 4: input and output of one phase. */
export const AcRequest = L.layout("AcInfoRequest", head(), {
  phase: L.only("a phase 1 to 4", (number): number is 1 | 2 | 3 | 4 => number >= 1 && number <= 4).says(
    (phase) => `L${phase}`
  ),
  spare: L.spare()
}).titled(({ phase }) => `AC info request for L${phase}`)
/** F 5: current limits and the switch register. */
export const AcInputConfigRequest = L.layout("AcInputConfigRequest", head(5), { spare: L.spare() })
/** F 6: freezes one to six RAM variables in all devices. */
export const SnapshotRequest = L.layout("SnapshotRequest", head(6), { ids: ramIds, spare: L.spare() }).titled(
  ({ ids }, phrases) => `snapshot request for RAM ${phrases.ramNames(ids)}`
)
/** F 7: the configuration of the device with this short address. */
export const DeviceConfigRequest = L.layout("DeviceConfigRequest", head(7), {
  address: L.address,
  spare: L.spare()
})
/** F 8: restarts the device with this unique number, or all with 0. */
export const DeviceRestartRequest = L.layout("DeviceRestartRequest", head(8), {
  uniqueNumber: L.uint32HighFirst.says((value, _, phrases) =>
    value === 0 ? "all devices" : phrases.uniqueNumber(value)
  ),
  spare: L.spare()
})
/** F 9: sets a discharge limit, in 0.1 A. */
export const BatteryLimitsRequest = L.layout("BatteryLimitsRequest", head(9), {
  unexplained: L.tuple<readonly [number, number]>(2, 2),
  dischargeLimitRaw: L.raw16.says((raw, _, phrases) => phrases.signedLimit(raw)),
  spare: L.spare()
})
/** Any other number, kept with its bytes. */
export const UnknownInfoRequest = L.layout("UnknownInfoRequest", head(), {
  number: L.uint8,
  spare: L.spare()
})

/** The info requests with what answers them: all but restart and battery limits read. */
export const commands = [
  answered(DcRequest, [DcInfo.Reply], Traits.read),
  answered(AcRequest, [AcInfo.Reply], Traits.read),
  answered(AcInputConfigRequest, [AcInputConfig.Reply], Traits.slowRead),
  answered(SnapshotRequest, [], { effect: "read", retry: "sequence", timeoutMillis: null }),
  answered(DeviceConfigRequest, [DeviceConfig.Reply], Traits.read),
  answered(DeviceRestartRequest, [], Traits.oneShot),
  answered(BatteryLimitsRequest, [BatteryLimits.Reply], Traits.answeredOneShot),
  answered(UnknownInfoRequest, [], Traits.unknown)
] as const

/** Any info request. */
export const Request = family("InfoRequest", 2, requestsOf(commands), UnknownInfoRequest)
export type Request = typeof Request.Type

/** Any info request, with what a host must know about it. */
export const command = answered(Request, [], traitsOf(commands))

/** Asks for battery voltage, currents and inverter period. */
export const dc: Request = DcRequest.make()
/** Asks for the input and output of one phase. */
export const ac = (phase: 1 | 2 | 3 | 4): Request => AcRequest.make({ phase })
/** Asks for the AC input configuration, the current limits and the switch register. */
export const acInputConfig: Request = AcInputConfigRequest.make()
/** Freezes up to six RAM variables in all devices. */
export const snapshot = (ids: RamIds): Request => SnapshotRequest.make({ ids })
/** Asks for the configuration of the device with this short address. */
export const deviceConfig = (address: ShortAddress): Request => DeviceConfigRequest.make({ address })
