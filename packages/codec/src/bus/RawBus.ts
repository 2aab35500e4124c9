/**
 * Frame types 21, 38 and 3D: bus frames seen in configuration traffic, meaning unknown. Kept raw. Odd checksum.
 * Reference: protocol.md 2.1, 2.3.
 *
 * @example 05 38 04 6C 00 00 0A - type 38
 */
import * as FrameType from "../link/FrameType.ts"
import { busFrame } from "./BusFrame.ts"

/** Frame type 21. */
export const bus21 = busFrame("Bus21", FrameType.BUS_21)
/** Frame type 38. */
export const bus38 = busFrame("Bus38", FrameType.BUS_38)
/** Frame type 3D. */
export const bus3D = busFrame("Bus3D", FrameType.BUS_3D)
