/**
 * The documents about a device: their schemas, what stands in them, and how their numbers are printed. The command line
 * prints them, the gateway serves them.
 */
export * as Content from "./Content.ts"
export * as Documents from "./Documents.ts"
export * as FrameBytes from "../link/FrameBytes.ts"
export * as Failure from "./Failure.ts"
export * as GatherRam from "./GatherRam.ts"
export * as Json from "./Json.ts"
export * as Numeral from "./Numeral.ts"
export * as Outcomes from "./Outcomes.ts"
export * as Read from "./Read.ts"
export * as SettingsFile from "./SettingsFile.ts"
