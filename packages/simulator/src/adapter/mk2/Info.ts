/**
 * F: info frames of the system, the snapshot trigger, restarts, and battery limits, whose answer nobody can read. A
 * phase or unit that does not exist and numbers that nobody has documented: no answer. Reference: protocol.md 3.5, 8.
 */
import type { BatteryLimits, Frames, Info } from "@vebus/codec"
import * as Device from "../../unit/Device.ts"
import * as System from "../System.ts"
import * as AcInfo from "../../unit/info/AcInfo.ts"
import * as AcInputConfig from "../info/AcInputConfig.ts"
import * as DcInfo from "../../unit/info/DcInfo.ts"
import * as DeviceConfig from "../../unit/info/DeviceConfig.ts"
import * as Snapshot from "../../unit/winmon/Snapshot.ts"
import * as Restart from "./Restart.ts"

export const answer = (system: System.State, request: Info.Request, at: number): System.Outcome => {
  switch (request._tag) {
    case "SnapshotRequest":
      return [freezeAll(system, request, at), System.SILENCE]
    case "DeviceRestartRequest":
      return Restart.answerDevice(system, request, at)
    case "DcInfoRequest":
      return System.master(system, at) === null ? [system, System.SILENCE] : direct(system)
    case "AcInfoRequest":
    case "AcInputConfigRequest":
      return [system, replies(system, request, at)]
    case "DeviceConfigRequest":
      return configuration(system, request.address, at)
    case "BatteryLimitsRequest":
      return [system, System.master(system, at) === null ? System.SILENCE : [batteryLimits]]
    case "UnknownInfoRequest":
      return [system, System.SILENCE]
  }
}

/** All units that answer freeze their RAM variables at the same instant. */
const freezeAll = (
  system: System.State,
  { ids }: typeof Info.SnapshotRequest.Type,
  at: number
): System.State =>
  System.mapDevices(system, (device) => (Device.answers(device, at) ? Snapshot.freeze(device, ids) : device))

/** Seven payload bytes, of which only the first is known. */
const batteryLimits: BatteryLimits.Reply = { _tag: "BatteryLimits", head: 0, data: [0, 0, 0, 0, 0] }

const replies = (
  system: System.State,
  request: Extract<Info.Request, { _tag: "AcInfoRequest" | "AcInputConfigRequest" }>,
  at: number
): ReadonlyArray<Frames.Reply> => {
  const master = System.master(system, at)
  switch (request._tag) {
    case "AcInfoRequest": {
      const device = System.phaseMaster(system, request.phase)
      return device === null || !Device.answers(device, at)
        ? System.SILENCE
        : [AcInfo.reply(device, request.phase, System.phaseCount(system), System.unitsOf(system, device))]
    }
    case "AcInputConfigRequest":
      return master === null ? System.SILENCE : [AcInputConfig.reply(system, at)]
  }
}

const direct = (system: System.State): System.Outcome => {
  const { devices, dcSeed } = system
  if (dcSeed === null) return [system, [DcInfo.reply(devices)]]
  const [unexplained, next] = DcInfo.chance(dcSeed)
  return [{ ...system, dcSeed: next }, [DcInfo.reply(devices, unexplained)]]
}

/** The configuration of a unit, or of another one where somebody has ordered that. */
const configuration = (system: System.State, address: number, at: number): System.Outcome => {
  const other = system.devices.find((device) => device.address !== address && Device.answers(device, at))
  const isMixedUp = system.mixUps > 0 && other !== undefined
  const device = isMixedUp ? other : System.deviceAt(system, address, at)
  return [
    isMixedUp ? { ...system, mixUps: system.mixUps - 1 } : system,
    device === null ? System.SILENCE : [DeviceConfig.reply(device, system.devices)]
  ]
}
