/**
 * `@vebus/codec/winmon`: the commands that reach the device behind the adapter, and what joins answers that come in parts.
 */
export * from "./commands.ts"
export * as EnergyTotals from "./EnergyTotals.ts"
export * as FlagAccessParts from "./FlagAccessParts.ts"
export * as Parts from "./Parts.ts"
export * as RamInfoParts from "./RamInfoParts.ts"
export * as SettingInfoParts from "./SettingInfoParts.ts"
export * as VersionParts from "./VersionParts.ts"
export * as RamIds from "./RamIds.ts"
export * as Refusal from "./Refusal.ts"
export * as Winmon from "./Winmon.ts"
