/**
 * `@vebus/codec/device`: raw words to quantities, and what devices call their variables, settings, flags and states.
 */
export * as Alarm from "./Alarm.ts"
export type * as Entry from "./Entry.ts"
export * as Flag from "./Flag.ts"
export * as FlagPlan from "./FlagPlan.ts"
export * as LedPatterns from "./LedPatterns.ts"
export * as Names from "./Names.ts"
export * as Product from "./Product.ts"
export * as RamVariable from "./RamVariable.ts"
export * as Setting from "./Setting.ts"
export * as SettingRange from "./SettingRange.ts"
export * as LedMasks from "./LedMasks.ts"
export * as Quantity from "./Quantity.ts"
export * as Scale from "./Scale.ts"
export * as States from "./States.ts"
export * as SwitchRegister from "./SwitchRegister.ts"
export * as Plausible from "./Plausible.ts"
