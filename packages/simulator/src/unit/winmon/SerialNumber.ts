/**
 * 3B: the serial number. Reference: protocol.md 4.5.11.
 */
import type * as Device from "../Device.ts"
import type { Outcome } from "./Command.ts"

export const answer = (device: Device.State): Outcome => [
  device,
  [{ _tag: "SerialNumberReply", data: device.model.serialNumber }]
]
