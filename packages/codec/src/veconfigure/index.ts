/**
 * `@vebus/codec/veconfigure`: what settings files of VEConfigure say (`.rvsc`, `.rvms`). Reading alone.
 */
export * as Container from "./Container.ts"
export * as FileFailure from "./Failure.ts"
export * as SettingRecords from "./SettingRecords.ts"
export * as SettingsFile from "./SettingsFile.ts"
export * as StoredSetting from "./StoredSetting.ts"
export type * as Unexplained from "./Unexplained.ts"
export * as UnitData from "./UnitData.ts"
