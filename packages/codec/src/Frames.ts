/**
 * Every frame of the line, one union per direction: what a host sends (`Request`) and what an adapter sends (`Reply`).
 * The same bytes mean different things per direction, so each has its own decoder.
 *
 * Decoding a payload always gives a value. A frame type, letter or code that nobody documented is an `Unknown...`; a
 * known one whose bytes contradict its layout is a `Malformed` with the reason. Both keep their bytes: whatever has
 * a good checksum re-encodes to itself.
 * Reference: protocol.md 2.1, 3.1, 4.4.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as DirectSwitch from "./bus/DirectSwitch.ts"
import * as ForeignPanel from "./bus/ForeignPanel.ts"
import { bus21, bus38, bus3D } from "./bus/RawBus.ts"
import { coded } from "./bytes/Coded.ts"
import { codec, type Decode } from "./bytes/Codec.ts"
import { DecodeFailure } from "./bytes/Failure.ts"
import { spare } from "./bytes/Read.ts"
import { Spare } from "./bytes/Words.ts"
import { LedMasks } from "./device/LedMasks.ts"
import * as AcInfo from "./info/AcInfo.ts"
import * as AcInputConfig from "./info/AcInputConfig.ts"
import * as BatteryLimits from "./info/BatteryLimits.ts"
import * as DcInfo from "./info/DcInfo.ts"
import * as DeviceConfig from "./info/DeviceConfig.ts"
import * as Frame from "./link/Frame.ts"
import * as FrameType from "./link/FrameType.ts"
import * as LedSuffix from "./link/LedSuffix.ts"
import * as Traits from "./link/Traits.ts"
import * as Mk2 from "./mk2/Mk2.ts"

const unknown = coded("UnknownFrame")

/** A frame type that nobody documented, or an info frame of unknown kind. `code` is the frame type. */
export const UnknownFrame = unknown.schema
/** A known frame whose bytes contradict its layout. The offset of the failure counts from `p[0]`. */
export const Malformed = Schema.TaggedStruct("Malformed", { payload: Spare, failure: DecodeFailure })
export type Malformed = typeof Malformed.Type

/** Frames that are the same in both directions. */
const both = [
  bus21.schema,
  bus38.schema,
  bus3D.schema,
  DirectSwitch.Request,
  ForeignPanel.Reply,
  UnknownFrame,
  Malformed
] as const

/** Any frame from a host. */
export const Request = Schema.Union([...Mk2.Request.members, ...both])
export type Request = typeof Request.Type

/** Any frame from an adapter. */
export const Reply = Schema.Union([
  ...Mk2.Reply.members,
  DcInfo.Reply,
  AcInfo.Reply,
  DeviceConfig.Reply,
  AcInputConfig.Reply,
  BatteryLimits.Reply,
  ...both
])
export type Reply = typeof Reply.Type

type Both =
  | typeof bus21.schema.Type
  | typeof bus38.schema.Type
  | typeof bus3D.schema.Type
  | DirectSwitch.Request
  | ForeignPanel.Reply
  | typeof UnknownFrame.Type

/** The frame type; a payload without bytes has none, whatever stands behind it. */
const typeOf = (bytes: Uint8Array, start: number, end: number): number | undefined =>
  start < end ? bytes[start] : undefined

const bothDecoder = (frameType: number | undefined): Decode<Both> => {
  switch (frameType) {
    case FrameType.BUS_21:
      return bus21.decode
    case FrameType.BUS_38:
      return bus38.decode
    case FrameType.BUS_3D:
      return bus3D.decode
    case FrameType.DIRECT_SWITCH:
      return DirectSwitch.decodeRequest
    case FrameType.FOREIGN_PANEL:
      return ForeignPanel.decodeReply
    default:
      return unknown.decode
  }
}

/** Position of the byte that says which kind an info frame is, and the size of the kinds that are known. */
const info = { code: 5, size: 15 } as const

const infoDecoder = (bytes: Uint8Array, start: number, end: number): Decode<Reply> => {
  if (end - start < info.size) return unknown.decode
  const code = bytes[start + info.code]!
  if (code === DcInfo.CODE) return DcInfo.decodeReply
  if (AcInfo.isPhaseCode(code)) return AcInfo.decodeReply
  return DeviceConfig.isTypeCode(code) ? DeviceConfig.decodeReply : unknown.decode
}

const replyDecoder = (bytes: Uint8Array, start: number, end: number): Decode<Reply> => {
  const frameType = typeOf(bytes, start, end)
  switch (frameType) {
    case FrameType.MK2:
      return Mk2.decodeReply
    case FrameType.INFO:
      return infoDecoder(bytes, start, end)
    case FrameType.AC_INPUT_CONFIG:
      return AcInputConfig.decodeReply
    case FrameType.BATTERY_LIMITS:
      return BatteryLimits.decodeReply
    default:
      return bothDecoder(frameType)
  }
}

const orMalformed = <A>(
  result: Result.Result<A, DecodeFailure>,
  bytes: Uint8Array,
  start: number,
  end: number
): A | Malformed =>
  Result.isSuccess(result)
    ? result.success
    : {
        _tag: "Malformed",
        payload: spare(bytes, start, end),
        failure: { ...result.failure, offset: result.failure.offset - start }
      }

/** What a host's payload means. `start` is `p[0]`, `end` is behind the last payload byte. */
export const decodeRequest = (bytes: Uint8Array, start = 0, end = bytes.length): Request => {
  const frameType = typeOf(bytes, start, end)
  const decode: Decode<Request> = frameType === FrameType.MK2 ? Mk2.decodeRequest : bothDecoder(frameType)
  return orMalformed(decode(bytes, start, end), bytes, start, end)
}

/** What an adapter's payload means. `start` is `p[0]`, `end` is behind the last payload byte, without LED suffix. */
export const decodeReply = (bytes: Uint8Array, start = 0, end = bytes.length): Reply =>
  orMalformed(replyDecoder(bytes, start, end)(bytes, start, end), bytes, start, end)

const encodeBoth = (value: Both | Malformed): Uint8Array => {
  switch (value._tag) {
    case "Bus21":
      return bus21.encode(value)
    case "Bus38":
      return bus38.encode(value)
    case "Bus3D":
      return bus3D.encode(value)
    case "DirectSwitch":
      return DirectSwitch.encodeRequest(value)
    case "ForeignPanel":
      return ForeignPanel.encodeReply(value)
    case "UnknownFrame":
      return unknown.encode(value)
    case "Malformed":
      return Uint8Array.from(value.payload)
  }
}

/** The payload of a host's frame. */
export const encodeRequest = (value: Request): Uint8Array => {
  switch (value._tag) {
    case "Bus21":
    case "Bus38":
    case "Bus3D":
    case "DirectSwitch":
    case "ForeignPanel":
    case "UnknownFrame":
    case "Malformed":
      return encodeBoth(value)
    default:
      return Mk2.encodeRequest(value)
  }
}

/** The payload of an adapter's frame. */
export const encodeReply = (value: Reply): Uint8Array => {
  switch (value._tag) {
    case "DcInfo":
      return DcInfo.encodeReply(value)
    case "AcInfo":
      return AcInfo.encodeReply(value)
    case "DeviceConfig":
      return DeviceConfig.encodeReply(value)
    case "AcInputConfig":
      return AcInputConfig.encodeReply(value)
    case "BatteryLimits":
      return BatteryLimits.encodeReply(value)
    case "Bus21":
    case "Bus38":
    case "Bus3D":
    case "DirectSwitch":
    case "ForeignPanel":
    case "UnknownFrame":
    case "Malformed":
      return encodeBoth(value)
    default:
      return Mk2.encodeReply(value)
  }
}

/** A whole frame: its content, and the LED masks that rode on it. */
export const RequestFrame = Schema.Struct({ content: Request, leds: Schema.NullOr(LedMasks) })
export type RequestFrame = typeof RequestFrame.Type
/** What a frame from an adapter says, and the LED suffix that it may carry. */
export const ReplyFrame = Schema.Struct({ content: Reply, leds: Schema.NullOr(LedMasks) })
export type ReplyFrame = typeof ReplyFrame.Type

const whole =
  <A>(
    decode: (bytes: Uint8Array, start: number, end: number) => A
  ): Decode<{ readonly content: A; readonly leds: LedMasks | null }> =>
  (bytes, start = 0, end = bytes.length) =>
    Result.map(Frame.check(bytes, start, end), () => ({
      content: decode(bytes, start + 1, LedSuffix.payloadEnd(bytes, start, end)),
      leds: LedSuffix.decode(bytes, start, end)
    }))

/** Reads one whole frame of a host, LEN to CHK. Fails when its length or checksum is wrong. */
export const decodeRequestFrame: Decode<RequestFrame> = whole(decodeRequest)
/** Reads one whole frame of an adapter, LEN to CHK. Fails when its length or checksum is wrong. */
export const decodeReplyFrame: Decode<ReplyFrame> = whole(decodeReply)

/** The whole frame of a request: what goes over the wire. */
export const encodeRequestFrame = ({ content, leds }: RequestFrame): Uint8Array =>
  Frame.encodePayload(encodeRequest(content), leds)
/** The whole frame of a reply. */
export const encodeReplyFrame = ({ content, leds }: ReplyFrame): Uint8Array =>
  Frame.encodePayload(encodeReply(content), leds)

/** The bytes that ask something: a request as a whole frame, without LED suffix, which hosts never send. */
export const toWire = (request: Request): Uint8Array => Frame.encodePayload(encodeRequest(request))

/** Whole frames of a host from bytes, LEN to CHK, and back, as a Schema. */
export const requestCodec = codec(RequestFrame, decodeRequestFrame, encodeRequestFrame)
/** Whole frames of an adapter from bytes, LEN to CHK, and back, as a Schema. */
export const replyCodec = codec(ReplyFrame, decodeReplyFrame, encodeReplyFrame)

/** What a host must know about a request: its effect, how it may be repeated, and its time-out. */
export const traits = (request: Request): Traits.Traits => {
  switch (request._tag) {
    case "DirectSwitch":
      return DirectSwitch.traits(request)
    case "Bus21":
    case "Bus38":
    case "Bus3D":
    case "ForeignPanel":
    case "UnknownFrame":
    case "Malformed":
      return Traits.unknown
    default:
      return Mk2.traits(request)
  }
}
