/**
 * Switch, MK2 command `S`: switch position, input current limit and the adapter's flags, all replaced at once.
 *
 *     d[0]     position  1 charger only, 2 inverter only, 3 on, 4 off; 0 none, only together with flag 10
 *     d[1..2]  limit     u16, 0.1 A; 8000 and above: no limit demanded. Flag 80 clear: potentiometer, panel scale
 *     d[3]     marker    01
 *     d[4]     flags     01 send state by itself, 02 LED suffix, 04 reset on break, 10 do not send panel state,
 *                        40 forward foreign panel frames, 80 limit in 0.1 A
 *     d[5]     reserved  00
 *     d[6]     extended  01 short winmon frames, 02 continuous ids, 04 forward configuration replies, 08 block mode
 *     d[7]     eeprom    01 force VE.Bus mode, 02 block transmission; stored in the adapter
 *
 * Sent in forms of 5, 7 and 8 data bytes (6 is accepted as 5); what a form leaves out is `null`. The reply has no
 * data. No limit demanded means the highest the unit allows, not the limit set earlier.
 * Reference: protocol.md 3.6. Safety: without flag 10 this frame moves the switch of the device.
 *
 * @example 07 FF 53 03 7D 00 01 80 A6 - on, 12.5 A
 * @example 02 FF 53 AC - the reply
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bare } from "../bytes/Bare.ts"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import { optional8, raw16, spare } from "../bytes/Read.ts"
import { Raw16, Spare, Uint8 } from "../bytes/Words.ts"
import { optionals, word } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `S`. */
export const LETTER = 0x53

/** Byte positions in the payload. */
const p = {
  position: 2,
  limit: 3,
  marker: 5,
  flags: 6,
  reserved: 7,
  extended: 8,
  eeprom: 9,
  spare: 10,
  size: 7
} as const

/** The switch positions. */
export const Position = openEnum({ 0: "none", 1: "charger-only", 2: "inverter-only", 3: "on", 4: "off" })

/** Bits of `flags`. */
export const Flags = {
  autoSendState: 0x01,
  appendLeds: 0x02,
  resetOnBreak: 0x04,
  doNotSendPanelState: 0x10,
  forwardPanelFrames: 0x40,
  limitInAmperes: 0x80
} as const

/** Bits of `extended`. */
export const Extended = {
  shortWinmonFrames: 0x01,
  continuousIds: 0x02,
  forwardConfigReplies: 0x04,
  blockMode: 0x08
} as const

/** Limits from here on mean that no limit is demanded. */
export const NO_LIMIT = 0x8000 as Raw16

const bareReply = bare("SwitchReply", FrameType.MK2, LETTER)
/** Position, limit and flags, replaced at once; `limitRaw` is in 0.1 A when flag 80 is set. */
export const Request = Schema.TaggedStruct("SwitchRequest", {
  position: Position.schema,
  limitRaw: Raw16,
  marker: Uint8,
  flags: Uint8,
  reserved: Schema.NullOr(Uint8),
  extended: Schema.NullOr(Uint8),
  eeprom: Schema.NullOr(Uint8),
  spare: Spare
})
export type Request = typeof Request.Type
/** The acknowledgement. */
export const Reply = bareReply.schema
export type Reply = typeof Reply.Type

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("SwitchRequest", start, p.size, end - start)
    : Result.succeed({
        _tag: "SwitchRequest",
        position: Position.decode(bytes[start + p.position]!),
        limitRaw: raw16(bytes, start + p.limit),
        marker: bytes[start + p.marker]!,
        flags: bytes[start + p.flags]!,
        reserved: optional8(bytes, start + p.reserved, end),
        extended: optional8(bytes, start + p.extended, end),
        eeprom: optional8(bytes, start + p.eeprom, end),
        spare: spare(bytes, start + p.spare, end)
      })

/** The bytes of a request, from the frame type on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(
    FrameType.MK2,
    LETTER,
    Position.encode(value.position),
    ...word(value.limitRaw),
    value.marker,
    value.flags,
    ...optionals(value.reserved, value.extended, value.eeprom),
    ...value.spare
  )

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** The acknowledgement. */
export const reply: Reply = bareReply.value

/** Replies from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeReply, encode: encodeReply, codec: replyCodec } = bareReply

/** With flag 10 the frame changes nothing but the adapter; without it, it moves the device's switch and limit. */
export const traits = ({ flags }: Request): Traits.Traits =>
  (flags & Flags.doNotSendPanelState) !== 0 ? Traits.adapterSet : Traits.set
