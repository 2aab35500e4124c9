/**
 * The answers of the adapter and the units to a frame of the host: the frame chooses the behaviour. Frames that nobody has
 * documented get no answer. Reference: protocol.md 3.1, 8.
 */
import type { Frames } from "@vebus/codec"
import * as System from "./System.ts"
import * as DirectSwitch from "./bus/DirectSwitch.ts"
import * as Malformed from "./Malformed.ts"
import * as AdapterSettings from "./mk2/AdapterSettings.ts"
import * as Address from "./mk2/Address.ts"
import * as BusLines from "./mk2/BusLines.ts"
import * as Info from "./mk2/Info.ts"
import * as Leds from "./mk2/Leds.ts"
import * as Restart from "./mk2/Restart.ts"
import * as Switch from "./mk2/Switch.ts"
import * as Version from "./mk2/Version.ts"
import * as WinmonEnvelope from "./mk2/WinmonEnvelope.ts"

/** Does what a frame asks, at a time in milliseconds. Total: every frame has an outcome. */
export const answer = (system: System.State, request: Frames.Request, at: number): System.Outcome => {
  switch (request._tag) {
    case "AddressRequest":
      return Address.answer(system, request)
    case "AdapterSettingsRequest":
      return AdapterSettings.answer(system)
    case "BusLinesRequest":
      return BusLines.answer(system, request)
    case "LedsRequest":
      return Leds.answer(system, at)
    case "RestartRequest":
      return Restart.answer(system, at)
    case "SwitchRequest":
      return Switch.answer(system, request)
    case "VersionRequest":
      return Version.answer(system)
    case "WinmonRequest":
      return WinmonEnvelope.answer(system, request, at)
    case "DcInfoRequest":
    case "AcInfoRequest":
    case "AcInputConfigRequest":
    case "SnapshotRequest":
    case "DeviceConfigRequest":
    case "DeviceRestartRequest":
    case "BatteryLimitsRequest":
    case "UnknownInfoRequest":
      return Info.answer(system, request, at)
    case "DirectSwitch":
      return DirectSwitch.answer(system, request)
    case "Malformed":
      return Malformed.answer(system, request)
    case "HighSpeedRequest":
    case "UnknownMk2Request":
    case "UnknownFrame":
    case "ForeignPanel":
    case "Bus21":
    case "Bus38":
    case "Bus3D":
      return [system, System.SILENCE]
  }
}

/** The address of the unit that a frame concerns: the one it names or A selected, else the master of the system. */
export const addressOf = (system: System.State, request: Frames.Request): number =>
  request._tag === "WinmonRequest"
    ? (request.address ?? system.adapter.address ?? system.devices[0].address)
    : system.devices[0].address
