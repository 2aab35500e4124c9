/**
 * A simulated MK3 adapter with a VE.Bus inverter/charger behind it. The core is a pure step (`Simulator`), `Driver` runs
 * it on Effect's clock. No Node API: what serves it to other programs is in `@vebus/simulator/serve`.
 */
export * as Change from "./Change.ts"
export * as Driver from "./Driver.ts"
export * as Faults from "./Faults.ts"
export * as Lies from "./Lies.ts"
export * as Line from "./Line.ts"
export * as Profile from "./Profile.ts"
export * as Scenario from "./Scenario.ts"
export * as Script from "./Script.ts"
export * as Simulator from "./Service.ts"
export * as Truth from "./Truth.ts"
