/**
 * Frame types 21, 38 and 3D: bus frames seen in configuration traffic, meaning unknown. Kept raw. Odd checksum.
 * Reference: protocol.md 2.1, 2.3.
 *
 * @example 05 38 04 6C 00 00 0A - type 38
 */
import * as L from "../bytes/Layout.ts"
import * as FrameType from "../link/FrameType.ts"

/** Frame type 21. */
export const Bus21 = L.layout("Bus21", [FrameType.BUS_21], L.someBytes).titled(() => "bus frame of type 21")
/** Frame type 38. */
export const Bus38 = L.layout("Bus38", [FrameType.BUS_38], L.someBytes).titled(() => "bus frame of type 38")
/** Frame type 3D. */
export const Bus3D = L.layout("Bus3D", [FrameType.BUS_3D], L.someBytes).titled(() => "bus frame of type 3D")
