/**
 * MK2 frames (`p[0]` = FF): the command letter at `p[1]` chooses the frame.
 *
 *     41 A address    44 D adapter settings   46 F info        48 H bus lines   4C L LEDs   4E N high speed
 *     52 R restart    53 S switch             56 V version     57-5A, 78-7A winmon
 *
 * Reference: protocol.md 3.1.
 */
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import type * as Traits from "../link/Traits.ts"
import * as AdapterSettings from "./AdapterSettings.ts"
import * as Address from "./Address.ts"
import * as BusLines from "./BusLines.ts"
import * as HighSpeed from "./HighSpeed.ts"
import * as Info from "./Info.ts"
import * as Leds from "./Leds.ts"
import * as Restart from "./Restart.ts"
import * as Switch from "./Switch.ts"
import * as Unknown from "./Unknown.ts"
import * as Version from "./Version.ts"
import * as WinmonEnvelope from "./WinmonEnvelope.ts"

/** Any MK2 frame from a host. */
export const Request = Schema.Union([
  Address.Request,
  AdapterSettings.Request,
  Info.Request,
  BusLines.Request,
  Leds.Request,
  HighSpeed.Request,
  Restart.Request,
  Switch.Request,
  Version.Request,
  WinmonEnvelope.Request,
  Unknown.Request
])
export type Request = typeof Request.Type

/** Any MK2 frame from an adapter. */
export const Reply = Schema.Union([
  Address.Reply,
  AdapterSettings.Reply,
  BusLines.Reply,
  Leds.Reply,
  Switch.Reply,
  Version.Reply,
  WinmonEnvelope.Reply,
  Unknown.Reply
])
export type Reply = typeof Reply.Type

const requestDecoder = (letter: number): Decode<Request> => {
  switch (letter) {
    case Address.LETTER:
      return Address.decodeRequest
    case AdapterSettings.LETTER:
      return AdapterSettings.decodeRequest
    case Info.LETTER:
      return Info.decodeRequest
    case BusLines.LETTER:
      return BusLines.decodeRequest
    case Leds.LETTER:
      return Leds.decodeRequest
    case HighSpeed.LETTER:
      return HighSpeed.decodeRequest
    case Restart.LETTER:
      return Restart.decodeRequest
    case Switch.LETTER:
      return Switch.decodeRequest
    case Version.LETTER:
      return Version.decodeRequest
    default:
      return WinmonEnvelope.isRequestLetter(letter) ? WinmonEnvelope.decodeRequest : Unknown.decodeRequest
  }
}

const replyDecoder = (letter: number): Decode<Reply> => {
  switch (letter) {
    case Address.LETTER:
      return Address.decodeReply
    case AdapterSettings.LETTER:
      return AdapterSettings.decodeReply
    case BusLines.LETTER:
      return BusLines.decodeReply
    case Leds.LETTER:
      return Leds.decodeReply
    case Switch.LETTER:
      return Switch.decodeReply
    case Version.LETTER:
      return Version.decodeReply
    default:
      return WinmonEnvelope.isReplyLetter(letter) ? WinmonEnvelope.decodeReply : Unknown.decodeReply
  }
}

/** Reads a request; fails on too few bytes or a byte that contradicts it. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("Mk2Request", start, 2, end - start)
    : requestDecoder(bytes[start + 1]!)(bytes, start, end)

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < 2
    ? tooShort("Mk2Reply", start, 2, end - start)
    : replyDecoder(bytes[start + 1]!)(bytes, start, end)

/** The bytes of a request, from the frame type on. */
export const encodeRequest = (value: Request): Uint8Array => {
  switch (value._tag) {
    case "AddressRequest":
      return Address.encodeRequest(value)
    case "AdapterSettingsRequest":
      return AdapterSettings.encodeRequest(value)
    case "BusLinesRequest":
      return BusLines.encodeRequest(value)
    case "LedsRequest":
      return Leds.encodeRequest(value)
    case "HighSpeedRequest":
      return HighSpeed.encodeRequest(value)
    case "RestartRequest":
      return Restart.encodeRequest(value)
    case "SwitchRequest":
      return Switch.encodeRequest(value)
    case "VersionRequest":
      return Version.encodeRequest(value)
    case "WinmonRequest":
      return WinmonEnvelope.encodeRequest(value)
    case "UnknownMk2Request":
      return Unknown.encodeRequest(value)
    default:
      return Info.encodeRequest(value)
  }
}

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array => {
  switch (value._tag) {
    case "AddressReply":
      return Address.encodeReply(value)
    case "AdapterSettingsReply":
      return AdapterSettings.encodeReply(value)
    case "BusLinesReply":
      return BusLines.encodeReply(value)
    case "LedsReply":
      return Leds.encodeReply(value)
    case "SwitchReply":
      return Switch.encodeReply(value)
    case "VersionReply":
      return Version.encodeReply(value)
    case "WinmonReply":
      return WinmonEnvelope.encodeReply(value)
    case "UnknownMk2Reply":
      return Unknown.encodeReply(value)
  }
}

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)
/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** What a host must know about an MK2 request. */
export const traits = (request: Request): Traits.Traits => {
  switch (request._tag) {
    case "AddressRequest":
      return Address.traits(request)
    case "AdapterSettingsRequest":
      return AdapterSettings.traits(request)
    case "BusLinesRequest":
      return BusLines.traits(request)
    case "LedsRequest":
      return Leds.traits(request)
    case "HighSpeedRequest":
      return HighSpeed.traits(request)
    case "RestartRequest":
      return Restart.traits(request)
    case "SwitchRequest":
      return Switch.traits(request)
    case "VersionRequest":
      return Version.traits(request)
    case "WinmonRequest":
      return WinmonEnvelope.traits(request)
    case "UnknownMk2Request":
      return Unknown.traits(request)
    default:
      return Info.traits(request)
  }
}
