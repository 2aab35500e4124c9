/**
 * Schemas of frames. They follow from the layouts, and stand apart from the decoders: who only decodes loads no Schema.
 *
 *     Request, Reply               the content of a frame, per direction
 *     RequestFrame, ReplyFrame     with the LED masks that rode on it
 *     requestCodec, replyCodec     whole frames, LEN to CHK, from bytes and back
 *     of, codec, named             the same for one format (`AcInfo.Reply`), and for an open enumeration
 */
import * as Schema from "effect/Schema"
import { Bytes, Failure, join, of } from "./bytes/FrameSchema.ts"
import { Spare } from "./bytes/Words.ts"
import { LedMasks } from "./device/LedMasks.ts"
import * as Frames from "./Frames.ts"
import * as Framing from "./link/Framing.ts"

export { codec, named, of } from "./bytes/FrameSchema.ts"

/** A frame whose bytes contradict its layout. */
export const Malformed = Schema.TaggedStruct("Malformed", { payload: Spare, failure: Failure })
/** Why bytes could not be decoded. */
export { Failure }

/** Any frame from a host. */
export const Request: Schema.Codec<Frames.Request> = Schema.Union([of(Frames.Request), Malformed])
/** Any frame from an adapter. */
export const Reply: Schema.Codec<Frames.Reply> = Schema.Union([of(Frames.Reply), Malformed])
/** A frame from a host, with the LED masks that rode on it. */
export const RequestFrame: Schema.Codec<Frames.RequestFrame> = Schema.Struct({
  content: Request,
  leds: Schema.NullOr(LedMasks)
})
/** A frame from an adapter, with the LED masks that rode on it. */
export const ReplyFrame: Schema.Codec<Frames.ReplyFrame> = Schema.Struct({
  content: Reply,
  leds: Schema.NullOr(LedMasks)
})

/** A frame taken apart: its payload, and the LED masks that rode on it. */
export const FrameParts: Schema.Codec<Framing.Frame> = Schema.TaggedStruct("Frame", {
  payload: Bytes,
  leds: Schema.NullOr(LedMasks)
})
/** Whole frames taken apart, from bytes and back. */
export const frameCodec: Schema.Codec<Framing.Frame, Uint8Array> = join(
  { decode: Framing.decode, encode: Framing.encode, is: Schema.is(FrameParts) },
  () => FrameParts
)

const isMalformed = Schema.is(Malformed)
const isMasks = Schema.is(LedMasks)

const isFrame =
  (is: (content: unknown) => boolean) =>
  (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false
    const { content, leds } = value as { readonly content?: unknown; readonly leds?: unknown }
    return (leds === null || isMasks(leds)) && (is(content) || isMalformed(content))
  }

/** Whole frames of a host from bytes, LEN to CHK, and back. */
export const requestCodec: Schema.Codec<Frames.RequestFrame, Uint8Array> = join(
  { decode: Frames.decodeRequestFrame, encode: Frames.encodeRequestFrame, is: isFrame(Frames.Request.is) },
  () => RequestFrame
)
/** Whole frames of an adapter from bytes, LEN to CHK, and back. */
export const replyCodec: Schema.Codec<Frames.ReplyFrame, Uint8Array> = join(
  { decode: Frames.decodeReplyFrame, encode: Frames.encodeReplyFrame, is: isFrame(Frames.Reply.is) },
  () => ReplyFrame
)
