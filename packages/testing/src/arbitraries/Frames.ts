/**
 * The table of frames under test: one row per tag of the codec's unions, for payloads, and one per tag, winmon
 * commands included, for whole frames with and without LED suffix.
 */
import { Frames, FrameType, Winmon, WinmonEnvelope } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import fc from "fast-check"
import { malformed } from "./Malformed.ts"
import { anyOf, membersOf } from "./Members.ts"
import { type ByteCodec, type Row, row, rows, type Table } from "./Row.ts"
import { bytes, fields, uint8 } from "./Words.ts"

/** Payloads of any frame of one direction: decoding them always gives a value. */
const anyPayload = <Frame>(
  schema: Schema.Codec<Frame>,
  decode: (bytes: Uint8Array, start?: number, end?: number) => Frame,
  encode: (frame: Frame) => Uint8Array
): ByteCodec<Frame> => ({
  encode,
  decode: (bytes, start, end) => Result.succeed(decode(bytes, start, end)),
  codec: Schema.Uint8Array.pipe(
    Schema.decodeTo(
      schema,
      SchemaTransformation.transform<Frame, Uint8Array>({ decode: (payload) => decode(payload), encode })
    )
  )
})

const requestPayload = anyPayload(Schemas.Request, Frames.decodeRequest, Frames.encodeRequest)
const replyPayload = anyPayload(Schemas.Reply, Frames.decodeReply, Frames.encodeReply)

/** An info frame that is too short, or of a kind (0D to 1F) that nobody documented. */
const unknownInfo = fc
  .tuple(bytes(4, 4), fc.integer({ min: 0x0d, max: 0x1f }), bytes(16, 1))
  .map(([head, kind, tail]) => ({ code: FrameType.INFO, data: [...head, kind, ...tail] }))
const shortInfo = fields({ code: fc.constant(FrameType.INFO), data: bytes(13, 1) })
/** A frame type that nobody documented. A frame has two payload bytes at least. */
const unknownType = fields({ code: uint8.filter((code) => !FrameType.isKnown(code)), data: bytes(24, 1) })

/** The winmon requests, by tag. */
export const winmonRequests = membersOf(Winmon.Request) as unknown as Table<Winmon.Request>
/** The winmon replies, by tag. */
export const winmonReplies = membersOf(Winmon.Reply) as unknown as Table<Winmon.Reply>
/** Any winmon request. */
export const winmonRequest: fc.Arbitrary<Winmon.Request> = anyOf(winmonRequests)
/** Any winmon reply. */
export const winmonReply: fc.Arbitrary<Winmon.Reply> = anyOf(winmonReplies)

const knownRequests = membersOf(Frames.Request)
const knownReplies = membersOf(Frames.Reply)

/** The requests of a host, by tag. */
export const requests = {
  ...knownRequests,
  UnknownFrame: row("UnknownFrame", requestPayload, unknownType),
  Malformed: row(
    "Malformed",
    requestPayload,
    malformed(anyOf<Frames.Request>(knownRequests).map(Frames.encodeRequest), Frames.decodeRequest)
  )
} as unknown as Table<Frames.Request>

/** The replies of an adapter, by tag. */
export const replies = {
  ...knownReplies,
  UnknownFrame: row("UnknownFrame", replyPayload, fc.oneof(unknownType, unknownInfo, shortInfo)),
  Malformed: row(
    "Malformed",
    replyPayload,
    malformed(anyOf<Frames.Reply>(knownReplies).map(Frames.encodeReply), Frames.decodeReply)
  )
} as unknown as Table<Frames.Reply>

/** Any request. */
export const request: fc.Arbitrary<Frames.Request> = anyOf(requests)
/** Any reply. */
export const reply: fc.Arbitrary<Frames.Reply> = anyOf(replies)

/** LED masks, or `null` for a frame without suffix. */
export const leds = fc.option(fields({ on: uint8, blink: uint8 }))

/** A whole frame of a host. */
export const requestFrame: fc.Arbitrary<Frames.RequestFrame> = fields({ content: request, leds })
/** A whole frame of an adapter. */
export const replyFrame: fc.Arbitrary<Frames.ReplyFrame> = fields({ content: reply, leds })

const wholeRequest = (name: string, content: fc.Arbitrary<Frames.Request>): Row<Frames.RequestFrame> => ({
  name,
  arbitrary: fields({ content, leds }),
  encode: (frame) => Result.getOrThrow(Frames.encodeRequestFrame(frame)),
  decode: Frames.decodeRequestFrame,
  codec: Schemas.requestCodec
})
const wholeReply = (name: string, content: fc.Arbitrary<Frames.Reply>): Row<Frames.ReplyFrame> => ({
  name,
  arbitrary: fields({ content, leds }),
  encode: (frame) => Result.getOrThrow(Frames.encodeReplyFrame(frame)),
  decode: Frames.decodeReplyFrame,
  codec: Schemas.replyCodec
})

/** Whole frames of a host, a row per tag and per winmon request. */
export const requestFrames: ReadonlyArray<Row<Frames.RequestFrame>> = [
  ...rows(requests).map(({ name, arbitrary }) => wholeRequest(name, arbitrary)),
  ...rows(winmonRequests).map(({ name, arbitrary }) =>
    wholeRequest(
      name,
      arbitrary.map((command) => WinmonEnvelope.request("X", command))
    )
  )
]

/** Whole frames of an adapter, a row per tag and per winmon reply. */
export const replyFrames: ReadonlyArray<Row<Frames.ReplyFrame>> = [
  ...rows(replies).map(({ name, arbitrary }) => wholeReply(name, arbitrary)),
  ...rows(winmonReplies).map(({ name, arbitrary }) =>
    wholeReply(
      name,
      arbitrary.map((reply) => ({ _tag: "WinmonReply", letter: "X", reply }))
    )
  )
]
