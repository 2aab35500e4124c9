/**
 * `@vebus/codec/link`: frames in a stream of bytes and back, whatever they mean. Loads no schema and no table.
 */
export * as Failure from "../bytes/Failure.ts"
export * as Hex from "../bytes/Hex.ts"
export * as Command from "./Command.ts"
export * as Checksum from "./Checksum.ts"
export * as Deframer from "./Deframer.ts"
export * as Framing from "./Framing.ts"
export * as FrameType from "./FrameType.ts"
export * as LedSuffix from "./LedSuffix.ts"
export * as Traits from "./Traits.ts"
