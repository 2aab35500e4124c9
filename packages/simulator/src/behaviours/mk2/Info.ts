/**
 * F: info frames of the system, the snapshot trigger, and restarts. A phase or unit that does not exist, F 9 and
 * numbers that nobody has documented: no answer. Reference: protocol.md 3.5, 8.
 */
import type { Frames, Info } from "@vebus/codec"
import * as System from "../../System.ts"
import * as AcInfo from "../info/AcInfo.ts"
import * as AcInputConfig from "../info/AcInputConfig.ts"
import * as DcInfo from "../info/DcInfo.ts"
import * as DeviceConfig from "../info/DeviceConfig.ts"
import * as Snapshot from "../winmon/Snapshot.ts"
import * as Restart from "./Restart.ts"

export const answer = (system: System.State, request: Info.Request, at: number): System.Outcome => {
  switch (request._tag) {
    case "SnapshotRequest":
      return Snapshot.trigger(system, request)
    case "DeviceRestartRequest":
      return Restart.answerDevice(system, request, at)
    case "DcInfoRequest":
    case "AcInfoRequest":
    case "AcInputConfigRequest":
    case "DeviceConfigRequest":
      return [system, replies(system, request, at)]
    case "BatteryLimitsRequest":
    case "UnknownInfoRequest":
      return [system, System.SILENCE]
  }
}

/** The address of the unit that speaks for a phase: 0, 1 and 2 are the masters of L1, L2 and L3. */
const masterOf = (phase: number): number => phase - 1

const replies = (
  system: System.State,
  request: Extract<
    Info.Request,
    { _tag: "DcInfoRequest" | "AcInfoRequest" | "AcInputConfigRequest" | "DeviceConfigRequest" }
  >,
  at: number
): ReadonlyArray<Frames.Reply> => {
  const master = System.master(system, at)
  switch (request._tag) {
    case "DcInfoRequest":
      return master === null ? System.SILENCE : [DcInfo.reply(master)]
    case "AcInfoRequest": {
      const device = System.deviceAt(system, masterOf(request.phase), at)
      return device === null
        ? System.SILENCE
        : [AcInfo.reply(device, request.phase, System.phaseCount(system))]
    }
    case "AcInputConfigRequest":
      return master === null ? System.SILENCE : [AcInputConfig.reply(system)]
    case "DeviceConfigRequest": {
      const device = System.deviceAt(system, request.address, at)
      return device === null ? System.SILENCE : [DeviceConfig.reply(device, system.devices)]
    }
  }
}
