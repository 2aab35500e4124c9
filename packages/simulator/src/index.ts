/**
 * A simulated MK3 adapter with a VE.Bus inverter/charger behind it. The core is a pure step (`Simulator`), `Driver` runs
 * it on Effect's clock. No Node API: what serves it to other programs is in `@vebus/simulator/serve`.
 */
export * as Change from "./simulation/Change.ts"
export * as Driver from "./simulation/Driver.ts"
export * as Faults from "./faults/Faults.ts"
export * as Lies from "./faults/Lies.ts"
export type * as Following from "./unit/Following.ts"
export * as Line from "./adapter/Line.ts"
export * as Metered from "./simulation/Metered.ts"
export * as Profile from "./profile/Profile.ts"
export * as Scenario from "./simulation/Scenario.ts"
export * as Script from "./script/Script.ts"
export * as Simulator from "./simulation/Service.ts"
export * as Truth from "./adapter/Truth.ts"
