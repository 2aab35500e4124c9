/**
 * Grid control: follows a meter at the house connection by the set-point of the ESS assistant. The core is a pure step;
 * `Follow` runs it on a hold.
 */
export * as Config from "./core/Config.ts"
export { type Event, sentence, setpointText, type Status } from "./Events.ts"
export { follow, type Following, type MeterReading, type Options } from "./Follow.ts"
export { type Options as ProbeOptions, probeSign } from "./ProbeSign.ts"
export * as Ready from "./Ready.ts"
export * as Sign from "./core/Sign.ts"
export * as Unit from "./Unit.ts"
export * as Refusals from "./core/Refusals.ts"
export * as Schedule from "./core/Schedule.ts"
export * as Step from "./core/Step.ts"
export * as Wanted from "./core/Wanted.ts"
export { initial, step } from "./core/Step.ts"
export {
  type Band,
  Mode,
  phases,
  type Phase,
  type Reading,
  type Reason,
  reasons,
  type Rejection,
  rejections,
  type UnitSample
} from "./core/Types.ts"
