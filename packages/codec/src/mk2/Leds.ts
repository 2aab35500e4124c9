/**
 * LED state, MK2 command `L`: the front-panel LEDs, the alarms and the VE.Bus error.
 *
 *     d[0]     on      bit n: LED n is lit
 *     d[1]     blink   bit n: LED n blinks (with `on` set too: in anti-phase)
 *     d[2]     alarms  bit mask; absent from old adapters
 *     d[3]     status  bits 0-4: VE.Bus error; bit 7: adapter blocked; 5 and 6 unknown; absent from old adapters
 *     d[4...]  unexplained, seen 00 00, 80 00, 03 00
 *
 * Seen with 3, 4 and 6 data bytes; any number from 2 on is accepted, and what is missing is absent, not zero.
 * The first two bytes also ride on other frames: see `link/LedSuffix.ts`. What they mean: `device/LedMasks.ts`.
 * Reference: protocol.md 3.4.
 *
 * @example 06 FF 4C 03 00 00 00 AC - mains and absorption lit, no alarm, no error
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bare } from "../bytes/Bare.ts"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { optional8, spare } from "../bytes/Read.ts"
import { Spare, Uint8 } from "../bytes/Words.ts"
import { optionals } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `L`. */
export const LETTER = 0x4c

/** Byte positions in the payload. */
const p = { on: 2, blink: 3, alarms: 4, status: 5, unexplained: 6, size: 4 } as const

const bareRequest = bare("LedsRequest", FrameType.MK2, LETTER)
/** Asks for the LEDs. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type
/** LED masks, alarms and status; what the adapter left out is `null`. */
export const Reply = Schema.TaggedStruct("LedsReply", {
  on: Uint8,
  blink: Uint8,
  alarms: Schema.NullOr(Uint8),
  status: Schema.NullOr(Uint8),
  unexplained: Spare
})
export type Reply = typeof Reply.Type

/** Asks for the LEDs. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("LedsReply", start, p.size, end - start)
    : Result.succeed({
        _tag: "LedsReply",
        on: bytes[start + p.on]!,
        blink: bytes[start + p.blink]!,
        alarms: optional8(bytes, start + p.alarms, end),
        status: optional8(bytes, start + p.status, end),
        unexplained: spare(bytes, start + p.unexplained, end)
      })

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.MK2,
    LETTER,
    value.on,
    value.blink,
    ...optionals(value.alarms, value.status),
    ...value.unexplained
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read

/** The VE.Bus error, 0 for none, or `null` when the adapter does not tell. */
export const vebusError = (reply: Reply): number | null =>
  reply.status === null ? null : reply.status & 0x1f

/** Whether the adapter is blocked, or `null` when it does not tell. */
export const isAdapterBlocked = (reply: Reply): boolean | null =>
  reply.status === null ? null : (reply.status & 0x80) !== 0
