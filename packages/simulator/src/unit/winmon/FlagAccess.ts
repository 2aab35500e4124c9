/**
 * 3C: the access level of each bit of a flag word, in two frames. All bits here have the level of their word; a setting
 * that is no flag word, or that the unit lacks, is answered as unsupported. Reference: protocol.md 4.4, 4.5.11.
 */
import { Flag, type FlagAccess, type Winmon } from "@vebus/codec"
import type * as Device from "../Device.ts"
import * as Writes from "../Writes.ts"
import type { Context, Outcome } from "./Command.ts"

/** Flags in each of the two frames. */
const HALF = 8

export const answer = (device: Device.State, { id }: FlagAccess.Request, { long }: Context): Outcome => {
  const isFlagWord = Flag.words.some((word) => word === id) && device.stored[id] !== undefined
  if (!isFlagWord) return [device, [{ _tag: "SettingUnsupported", data: long ? [] : [0, 0] }]]
  const levels = Array.from({ length: HALF }, () => Writes.accessLevel(device, id))
  const frame = (half: "low" | "high"): Winmon.Reply => ({ _tag: "FlagAccessReply", half, id, levels })
  return [device, [frame("low"), frame("high")]]
}
