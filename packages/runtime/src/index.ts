/**
 * The conversation with a VE.Bus device, for Effect programs. Holds no Node API: the serial port and TCP are
 * `@vebus/runtime/serial` and `@vebus/runtime/tcp`.
 */
export * as Backoff from "./Backoff.ts"
export * as Capture from "./Capture.ts"
export * as Errors from "./Errors.ts"
export * as Exchange from "./Exchange.ts"
export * as FrameStream from "./FrameStream.ts"
export * as Initialise from "./Initialise.ts"
export * as Metrics from "./Metrics.ts"
export * as Monotonic from "./Monotonic.ts"
export * as Question from "./Question.ts"
export * as RamReader from "./RamReader.ts"
export * as Replay from "./transports/Replay.ts"
export * as Session from "./Session.ts"
export * as SystemError from "./SystemError.ts"
export * as Telemetry from "./Telemetry.ts"
export * as Transport from "./Transport.ts"
