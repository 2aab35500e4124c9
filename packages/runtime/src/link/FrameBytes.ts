/**
 * The bytes of what came in.
 */
import { Frames } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Incoming } from "./FrameStream.ts"

/** The bytes of a frame, from its length to its checksum, or those that formed none. */
export const of = (incoming: Incoming): Uint8Array =>
  incoming._tag === "Received"
    ? // A frame with a good checksum encodes to itself, also one that nobody knows.
      Result.getOrThrow(Frames.encodeReplyFrame({ content: incoming.reply, leds: incoming.leds }))
    : incoming.buffer.subarray(incoming.start, incoming.end)
