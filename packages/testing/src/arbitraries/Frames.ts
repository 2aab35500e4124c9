/**
 * The table of frames under test: one row per tag of the codec's unions, for payloads, and one per tag, winmon
 * commands included, for whole frames with and without LED suffix.
 */
import { Frames, FrameType, WinmonEnvelope } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import fc from "fast-check"
import * as Bus from "./Bus.ts"
import * as Info from "./Info.ts"
import * as Malformed from "./Malformed.ts"
import * as Mk2 from "./Mk2.ts"
import { type ByteCodec, type Row, row, rows, type Table } from "./Row.ts"
import * as Winmon from "./Winmon.ts"
import { bytes, fields, uint8 } from "./Words.ts"

/** Payloads of any frame of one direction: decoding them always gives a value. */
const anyPayload = <Frame>(
  schema: Schema.Codec<Frame, unknown>,
  decode: (bytes: Uint8Array, start?: number, end?: number) => Frame,
  encode: (frame: Frame) => Uint8Array
): ByteCodec<Frame> => ({
  encode,
  decode: (bytes, start, end) => Result.succeed(decode(bytes, start, end)),
  codec: Schema.Uint8Array.pipe(
    Schema.decodeTo(
      Schema.toType(schema),
      SchemaTransformation.transform<Frame, Uint8Array>({ decode: (payload) => decode(payload), encode })
    )
  )
})

const requestPayload = anyPayload(Frames.Request, Frames.decodeRequest, Frames.encodeRequest)
const replyPayload = anyPayload(Frames.Reply, Frames.decodeReply, Frames.encodeReply)

const bothTypes: ReadonlyArray<number> = [
  FrameType.MK2,
  FrameType.BUS_21,
  FrameType.BUS_38,
  FrameType.BUS_3D,
  FrameType.DIRECT_SWITCH,
  FrameType.FOREIGN_PANEL
]
const replyTypes: ReadonlyArray<number> = [
  ...bothTypes,
  FrameType.INFO,
  FrameType.AC_INPUT_CONFIG,
  FrameType.BATTERY_LIMITS
]

/** A frame type that nobody documented. A frame has two payload bytes at least. */
const unknownType = (known: ReadonlyArray<number>) =>
  fields({ code: uint8.filter((code) => !known.includes(code)), data: bytes(24, 1) })

/** An info frame that is too short, or of a kind (0D to 1F) that nobody documented. */
const unknownInfo = fc
  .tuple(bytes(4, 4), fc.integer({ min: 0x0d, max: 0x1f }), bytes(16, 1))
  .map(([head, kind, tail]) => ({ code: FrameType.INFO, data: [...head, kind, ...tail] }))
const shortInfo = fields({ code: fc.constant(FrameType.INFO), data: bytes(13, 1) })

/** What a host sends, by tag. */
export const requests: Table<Frames.Request> = {
  ...Mk2.requests,
  ...Bus.both,
  UnknownFrame: row("UnknownFrame", requestPayload, unknownType(bothTypes)),
  Malformed: row("Malformed", requestPayload, Malformed.requests)
}

/** What an adapter sends, by tag. */
export const replies: Table<Frames.Reply> = {
  ...Mk2.replies,
  ...Info.replies,
  ...Bus.both,
  UnknownFrame: row("UnknownFrame", replyPayload, fc.oneof(unknownType(replyTypes), unknownInfo, shortInfo)),
  Malformed: row("Malformed", replyPayload, Malformed.replies)
}

/** Any request. */
export const request: fc.Arbitrary<Frames.Request> = fc.oneof(...rows(requests).map((row) => row.arbitrary))
/** Any reply. */
export const reply: fc.Arbitrary<Frames.Reply> = fc.oneof(...rows(replies).map((row) => row.arbitrary))

/** LED masks, or `null` for a frame without suffix. */
export const leds = fc.option(fields({ on: uint8, blink: uint8 }))

/** A whole frame of a host. */
export const requestFrame: fc.Arbitrary<Frames.RequestFrame> = fields({ content: request, leds })
/** A whole frame of an adapter. */
export const replyFrame: fc.Arbitrary<Frames.ReplyFrame> = fields({ content: reply, leds })

const wholeRequest = (name: string, content: fc.Arbitrary<Frames.Request>): Row<Frames.RequestFrame> => ({
  name,
  arbitrary: fields({ content, leds }),
  encode: Frames.encodeRequestFrame,
  decode: Frames.decodeRequestFrame,
  codec: Frames.requestCodec
})
const wholeReply = (name: string, content: fc.Arbitrary<Frames.Reply>): Row<Frames.ReplyFrame> => ({
  name,
  arbitrary: fields({ content, leds }),
  encode: Frames.encodeReplyFrame,
  decode: Frames.decodeReplyFrame,
  codec: Frames.replyCodec
})

/** Whole frames of a host, a row per tag and per winmon request. */
export const requestFrames: ReadonlyArray<Row<Frames.RequestFrame>> = [
  ...rows(requests).map(({ name, arbitrary }) => wholeRequest(name, arbitrary)),
  ...rows(Winmon.requests).map(({ name, arbitrary }) =>
    wholeRequest(
      name,
      arbitrary.map((command) => WinmonEnvelope.request("X", command))
    )
  )
]

/** Whole frames of an adapter, a row per tag and per winmon reply. */
export const replyFrames: ReadonlyArray<Row<Frames.ReplyFrame>> = [
  ...rows(replies).map(({ name, arbitrary }) => wholeReply(name, arbitrary)),
  ...rows(Winmon.replies).map(({ name, arbitrary }) =>
    wholeReply(
      name,
      arbitrary.map((reply) => ({ _tag: "WinmonReply", letter: "X", reply }))
    )
  )
]
