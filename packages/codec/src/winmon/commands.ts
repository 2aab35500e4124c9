/**
 * Every winmon command, one line each. `Winmon.ts` makes of them what reads, writes and knows them all.
 */
export * as DeviceState from "./DeviceState.ts"
export * as EnergyCounters from "./EnergyCounters.ts"
export * as FlagAccess from "./FlagAccess.ts"
export * as Password from "./Password.ts"
export * as RamInfo from "./RamInfo.ts"
export * as ReadRam from "./ReadRam.ts"
export * as ReadSetting from "./ReadSetting.ts"
export * as SerialNumber from "./SerialNumber.ts"
export * as SettingInfo from "./SettingInfo.ts"
export * as Snapshot from "./Snapshot.ts"
export * as SoftwareVersion from "./SoftwareVersion.ts"
export * as TwoStepWrite from "./TwoStepWrite.ts"
export * as UnknownWinmon from "./Unknown.ts"
export * as WriteViaId from "./WriteViaId.ts"
