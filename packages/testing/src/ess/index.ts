/**
 * Closed loops of grid control, for tests and benches: a house, a meter and a unit around the controller of the runtime, and the
 * scenes and figures by which controllers are compared.
 */
export * as ClosedLoop from "./ClosedLoop.ts"
export * as Figures from "./Figures.ts"
export * as Scenes from "./Scenes.ts"
export * as Setups from "./Setups.ts"
export * as Houses from "./Houses.ts"
export * as Play from "./Play.ts"
