/**
 * A house with a meter around a unit that follows set-points, for tests of controllers: pure, each a state and a step.
 */
export * as House from "./House.ts"
export * as Meter from "./Meter.ts"
export * as Response from "../world/Response.ts"
