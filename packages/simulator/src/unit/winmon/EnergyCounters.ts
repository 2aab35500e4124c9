/**
 * 0F: the ten energy counters. Reference: protocol.md 4.5.10.
 */
import type * as Device from "../Device.ts"
import type { Outcome } from "./Command.ts"

export const answer = (device: Device.State): Outcome => [
  device,
  [{ _tag: "EnergyCountersReply", counts: device.energyCounts, spare: [] }]
]
