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
import * as DirectSwitch from "./bus/DirectSwitch.ts"
import * as ForeignPanel from "./bus/ForeignPanel.ts"
import { Bus21, Bus38, Bus3D } from "./bus/RawBus.ts"
import { type DecodeFailure, type EncodeFailure, notEncodable } from "./bytes/Failure.ts"
import { family } from "./bytes/Family.ts"
import type { Decode, Format } from "./bytes/Format.ts"
import * as L from "./bytes/Layout.ts"
import { isRow, readBytes, writeBytes } from "./bytes/Rows.ts"
import type { LedMasks } from "./device/LedMasks.ts"
import * as AcInfo from "./info/AcInfo.ts"
import * as AcInputConfig from "./info/AcInputConfig.ts"
import * as BatteryLimits from "./info/BatteryLimits.ts"
import * as DcInfo from "./info/DcInfo.ts"
import * as DeviceConfig from "./info/DeviceConfig.ts"
import { traitsOf } from "./link/Command.ts"
import type * as Deframer from "./link/Deframer.ts"
import * as Framing from "./link/Framing.ts"
import * as LedSuffix from "./link/LedSuffix.ts"
import * as Traits from "./link/Traits.ts"
import * as Mk2 from "./mk2/Mk2.ts"

/** A frame type that nobody documented, or an info frame of unknown kind. `code` is the frame type. */
export const UnknownFrame = L.layout("UnknownFrame", [], { code: L.uint8, data: L.bytes() }).titled(
  ({ code }, phrases) => `frame of unknown type ${phrases.hexByte(code)}`
)

/** Frames that are the same in both directions. */
const both = [Bus21, Bus38, Bus3D, DirectSwitch.Request, ForeignPanel.Reply] as const

/** Info frames, told apart by the byte behind four others; a shorter one, or another kind, is unknown. */
const infos = family("InfoFrame", 5, [DcInfo.Reply, AcInfo.Reply, DeviceConfig.Reply], UnknownFrame, true)

/** Any frame from a host whose bytes keep to their layout. */
export const Request = family("UnknownFrame", 0, [Mk2.Request, ...both], UnknownFrame)

/** Any frame from an adapter whose bytes keep to their layout. */
export const Reply = family(
  "UnknownFrame",
  0,
  [Mk2.Reply, infos, AcInputConfig.Reply, BatteryLimits.Reply, ...both],
  UnknownFrame
)

/** The content of a frame, and the LED masks that rode on it. */
interface Framed<Content> {
  readonly content: Content
  readonly leds: LedMasks | null
}

/** Both directions of a payload: decoding always gives a value. */
const payloadsOf = <A>(format: Format<A>) => {
  type Bad = {
    readonly _tag: "Malformed"
    readonly payload: ReadonlyArray<number>
    readonly failure: DecodeFailure
  }
  type Content = A | Bad
  const isMalformed = (value: Content): value is Bad =>
    (value as { readonly _tag: string })._tag === "Malformed"
  const malformed = (bytes: Uint8Array, start: number, end: number): Content => {
    const failure = format.failure(bytes, start, end)
    return {
      _tag: "Malformed",
      payload: readBytes(bytes, start, end),
      failure: { ...failure, offset: failure.offset - start }
    }
  }
  const decode = (bytes: Uint8Array, start = 0, end = bytes.length): Content =>
    format.read(bytes, start, end) ?? malformed(bytes, start, end)
  const size = (value: Content): number => (isMalformed(value) ? value.payload.length : format.size(value))
  const write = (value: Content, bytes: Uint8Array, at: number): void => {
    if (isMalformed(value)) writeBytes(bytes, at, value.payload)
    else format.write(value, bytes, at)
  }
  return {
    Type: undefined as unknown as Content,
    decode,
    encode: (value: Content): Uint8Array => {
      const bytes = new Uint8Array(size(value))
      write(value, bytes, 0)
      return bytes
    },
    /** From a deframer event, or a whole frame whose checksum holds. */
    read: (bytes: Uint8Array, start: number, end: number) => ({
      content: decode(bytes, start + 1, LedSuffix.payloadEnd(bytes, start, end)),
      leds: LedSuffix.decode(bytes, start, end)
    }),
    encodeFrame: ({ content, leds }: Framed<Content>): Result.Result<Uint8Array, EncodeFailure> =>
      (isMalformed(content) ? isRow(content.payload, 0, Framing.MAX_PAYLOAD, 0xff) : format.is(content))
        ? Framing.encodeWith(size(content), (bytes, at) => write(content, bytes, at), leds)
        : Result.fail(notEncodable((content as { readonly _tag: string })._tag))
  }
}

const requests = payloadsOf(Request)
const replies = payloadsOf(Reply)

/** A known frame whose bytes contradict its layout. The offset of the failure counts from `p[0]`. */
export type Malformed = Extract<typeof requests.Type, { readonly _tag: "Malformed" }>
/** Any frame from a host. */
export type Request = typeof requests.Type
/** Any frame from an adapter. */
export type Reply = typeof replies.Type
/** A whole frame of a host: its content, and the LED masks that rode on it. */
export interface RequestFrame extends Framed<Request> {}
/** The content of a frame from an adapter, and the LED suffix that it may carry. */
export interface ReplyFrame extends Framed<Reply> {}

/** Decodes the payload of a host. `start` is `p[0]`, `end` is behind the last payload byte. */
export const decodeRequest = requests.decode
/** Decodes the payload of an adapter. `start` is `p[0]`, `end` is behind the last payload byte, without LED suffix. */
export const decodeReply = replies.decode
/** The payload of a host's frame. */
export const encodeRequest = requests.encode
/** The payload of an adapter's frame. */
export const encodeReply = replies.encode

/** The content of a host's frame that the deframer found, and its LED masks. */
export const requestOf = ({ buffer, start, end }: Deframer.FrameEvent): RequestFrame =>
  requests.read(buffer, start, end)
/** The content of an adapter's frame that the deframer found, and its LED suffix. */
export const replyOf = ({ buffer, start, end }: Deframer.FrameEvent): ReplyFrame =>
  replies.read(buffer, start, end)

const whole =
  <A>(read: (bytes: Uint8Array, start: number, end: number) => A): Decode<A> =>
  (bytes, start = 0, end = bytes.length) => {
    const failure = Framing.failureOf(bytes, start, end)
    return failure === null ? Result.succeed(read(bytes, start, end)) : Result.fail(failure)
  }

/** Reads one whole frame of a host, LEN to CHK. Fails when its length or checksum is wrong. */
export const decodeRequestFrame: Decode<RequestFrame> = whole(requests.read)
/** Reads one whole frame of an adapter, LEN to CHK. Fails when its length or checksum is wrong. */
export const decodeReplyFrame: Decode<ReplyFrame> = whole(replies.read)

/** The bytes of a whole frame, or why no frame can say this. */
type Encode<A> = (frame: A) => Result.Result<Uint8Array, EncodeFailure>

/** The whole frame of a request: what goes over the wire. Fails for what no frame can carry. */
export const encodeRequestFrame: Encode<RequestFrame> = requests.encodeFrame
/** The whole frame of a reply. Fails for what no frame can carry. */
export const encodeReplyFrame: Encode<ReplyFrame> = replies.encodeFrame

/**
 * The bytes that ask something: a request as a whole frame, without LED suffix, which hosts never send. Fails for what no
 * frame can carry: a number outside its field, more bytes than there is room for.
 */
export const toWire: Encode<Request> = (content) => encodeRequestFrame({ content, leds: null })

const documented = traitsOf([...Mk2.commands, DirectSwitch.command])

/** The traits of a request: its effect, how a host may repeat it, and its time-out. */
export const traits = (request: Request): Traits.Traits =>
  request._tag === "Malformed" ? Traits.unknown : documented(request as Parameters<typeof documented>[0])
