/**
 * The conversation with a VE.Bus device for programs that do not use Effect: promises, async iterators, `AbortSignal`.
 *
 *     import { open } from "@vebus/runtime/promise"
 *     const inverter = await open("/dev/ttyUSB0")
 *     for await (const { battery } of inverter.readings()) console.log(battery?.voltage)
 *
 * Thin: everything is done by the services of `@vebus/runtime`, and errors are the same classes. Beside a dependency on
 * `@vebus/simulator` that is installed it opens `sim:` too.
 */
import * as Effect from "effect/Effect"
import type { Port as PortInfo } from "../transports/SerialPorts.ts"
import { connect } from "./Connect.ts"
import type { Inverter } from "./Inverter.ts"
import type { Options } from "./Options.ts"
import * as Port from "./Port.ts"

export type { Change } from "../control/Change.ts"
export { ControlError } from "../control/ControlError.ts"
export type { Outcome } from "../control/Outcome.ts"
export { isDone, message as outcomeText } from "../control/Outcome.ts"
export type { WritePlan } from "../control/WritePlan.ts"
export { UnknownName } from "../device/Resolve.ts"
export { DeviceError, TransportError } from "../Errors.ts"
export { FileError } from "../files/FileError.ts"
export { StateError } from "../control/StateError.ts"
export type {
  Abortable,
  Events,
  Inverter,
  LinkState,
  NameOrId,
  Paced,
  Passed,
  SettingReads,
  Span,
  Unit,
  Values
} from "./Inverter.ts"
export type { Options, Policy } from "./Options.ts"
export type { ExecuteOptions, Hold, HoldOptions, PlanOptions, Steering, Assignments } from "./Steering.ts"
export { found as plainValue, message as plainMessage } from "./Plain.ts"
export { make as turns, NotBegun, type Turns } from "./Turns.ts"
export { watch, type Watcher } from "./Watched.ts"
export { BadChange, BadOption, BadRecording } from "./Wrong.ts"
export type { Likelihood, Port as PortInfo } from "../transports/SerialPorts.ts"

/**
 * Opens an inverter: a port URL, or options with one. Resolves when it answers. Rejects with the reason, an instance of
 * `TransportError`, `DeviceError`, `BadOption`, `BadRecording` or `FileError`, with nothing left open.
 */
export const open = (options: string | Options = {}): Promise<Inverter> => {
  const { port, signal, ...settings } = typeof options === "string" ? { port: options } : options
  return connect({ ...settings, transport: Port.resolve(port) }, signal === undefined ? {} : { signal })
}

/** The serial ports of this machine, likeliest adapters first: the path of one is a port to `open`. Opens none of them. */
export const ports = async (): Promise<ReadonlyArray<PortInfo>> => {
  const { list } = await import("../transports/SerialPorts.ts")
  return Effect.runPromise(list)
}
