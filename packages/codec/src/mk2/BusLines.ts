/**
 * Bus lines, MK2 command `H`: the two lines of the VE.Bus that an MK3 can pull to ground. An MK2 does not answer.
 *
 *     d[0]  lines  bit 0: panel detect; bit 1: standby; bit 2: unknown, set after power-up (05)
 *
 * A request without data gets, one with data sets. Reference: protocol.md 3.8.
 *
 * @example 02 FF 48 B7 - get
 * @example 03 FF 48 05 B1 - the power-up default
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { optional8, spare } from "../bytes/Read.ts"
import { NONE, Spare, Uint8 } from "../bytes/Words.ts"
import { optionals } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `H`. */
export const LETTER = 0x48

/** Bits of the lines. */
export const PANEL_DETECT = 0x01
/** Pulls the standby line. */
export const STANDBY = 0x02
/** What an MK3 starts with. */
export const POWER_UP = 0x05

/** Byte positions in the payload. */
const p = { lines: 2, size: 2 } as const

/** `lines` is `null` in a get. */
export const Request = Schema.TaggedStruct("BusLinesRequest", { lines: Schema.NullOr(Uint8), spare: Spare })
export type Request = typeof Request.Type
/** The lines as they are now. */
export const Reply = Schema.TaggedStruct("BusLinesReply", { lines: Uint8, spare: Spare })
export type Reply = typeof Reply.Type

/** Asks for the lines. */
export const get: Request = { _tag: "BusLinesRequest", lines: null, spare: NONE }

/** Sets all lines at once. */
export const set = (lines: number): Request => ({ _tag: "BusLinesRequest", lines, spare: NONE })

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("BusLinesRequest", start, p.size, end - start)
    : Result.succeed({
        _tag: "BusLinesRequest",
        lines: optional8(bytes, start + p.lines, end),
        spare: spare(bytes, start + p.lines + 1, end)
      })

/** The bytes of a request, from the frame type on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(FrameType.MK2, LETTER, ...optionals(value.lines), ...value.spare)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size + 1
    ? tooShort("BusLinesReply", start, p.size + 1, end - start)
    : Result.succeed({
        _tag: "BusLinesReply",
        lines: bytes[start + p.lines]!,
        spare: spare(bytes, start + p.lines + 1, end)
      })

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(FrameType.MK2, LETTER, value.lines, ...value.spare)

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** A get reads, a set changes the bus. */
export const traits = ({ lines }: Request): Traits.Traits => (lines === null ? Traits.read : Traits.set)
