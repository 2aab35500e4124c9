/**
 * Winmon commands: the command chooses the behaviour. What a unit's firmware is too old for, and what nobody has
 * documented, is answered 80 00. Reference: protocol.md 4.4, 4.5.1, 8.
 */
import type { Winmon } from "@vebus/codec"
import type * as Device from "../Device.ts"
import { type Context, type Outcome, unknown } from "./Command.ts"
import * as DeviceState from "./DeviceState.ts"
import * as EnergyCounters from "./EnergyCounters.ts"
import * as FlagAccess from "./FlagAccess.ts"
import * as Password from "./Password.ts"
import * as RamInfo from "./RamInfo.ts"
import * as ReadRam from "./ReadRam.ts"
import * as ReadSetting from "./ReadSetting.ts"
import * as SerialNumber from "./SerialNumber.ts"
import * as SettingInfo from "./SettingInfo.ts"
import * as Snapshot from "./Snapshot.ts"
import * as SoftwareVersion from "./SoftwareVersion.ts"
import * as TwoStepWrite from "./TwoStepWrite.ts"
import * as WriteViaId from "./WriteViaId.ts"

/** The first firmware that has a command. */
const FIRST_WITH_SNAPSHOT = 300
const FIRST_WITH_ACCESS_LEVELS = 308
const FIRST_WITH_SERIAL_NUMBER = 308

export const answer = (device: Device.State, command: Winmon.Request, context: Context): Outcome => {
  const { combinesReplies, firmware } = device.model
  switch (command._tag) {
    case "SoftwareVersionRequest":
      return SoftwareVersion.answer(device, context)
    case "SoftwareVersionHighRequest":
      return SoftwareVersion.answerHigh(device)
    case "DeviceStateRequest":
      return DeviceState.answer(device, command, context)
    case "EnergyCountersRequest":
      return EnergyCounters.answer(device)
    case "ReadRamRequest":
      return ReadRam.answer(device, command, context)
    case "ReadSettingRequest":
      return ReadSetting.answer(device, command, context)
    case "SelectRamRequest":
      return TwoStepWrite.select(device, "ram", command, context)
    case "SelectSettingRequest":
      return TwoStepWrite.select(device, "setting", command, context)
    case "WriteDataRequest":
      return TwoStepWrite.answer(device, command, context)
    case "SettingInfoRequest":
      return SettingInfo.answer(device, command, context)
    case "RamInfoRequest":
      return RamInfo.answer(device, command, context)
    case "WriteViaIdRequest":
      // It came with the combined replies, in firmware 2xx.
      return combinesReplies ? WriteViaId.answer(device, command, context) : unknown(device)
    case "ReadSnapshotRequest":
      return firmware >= FIRST_WITH_SNAPSHOT ? Snapshot.answer(device) : unknown(device)
    case "SerialNumberRequest":
      return firmware >= FIRST_WITH_SERIAL_NUMBER ? SerialNumber.answer(device) : unknown(device)
    case "PasswordRequest":
      return firmware >= FIRST_WITH_ACCESS_LEVELS
        ? Password.answer(device, command, context)
        : unknown(device)
    case "FlagAccessRequest":
      return firmware >= FIRST_WITH_ACCESS_LEVELS
        ? FlagAccess.answer(device, command, context)
        : unknown(device)
    // A command that no unit here has a behaviour for is one that it does not know.
    default:
      return unknown(device)
  }
}
