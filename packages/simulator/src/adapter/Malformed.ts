/**
 * Known frames that are too short for their layout. An S with too few data bytes changes nothing and is answered all
 * the same; all others get no answer. Reference: protocol.md 3.6, 7.
 */
import { FrameType, type Frames, Switch } from "@vebus/codec"
import * as System from "./System.ts"

export const answer = (system: System.State, { payload }: Frames.Malformed): System.Outcome => [
  system,
  payload[0] === FrameType.MK2 && payload[1] === Switch.LETTER ? [Switch.reply] : System.SILENCE
]
