/**
 * Adapter settings, MK2 command `D`: the switch state, limit and flags that the adapter holds.
 *
 *     d[0]  position  switch position as in S
 *     d[1]  pot       old-format limit: potentiometer
 *     d[2]  scale     old-format limit: panel scale
 *     d[3]  xIds      the marker byte of S
 *     d[4]  flags     layout not documented
 *     d[5]  sfr       id, may be absent; meaning unknown
 *
 * Reference: protocol.md 3.7.
 *
 * @example 02 FF 44 BB - the request
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
import { Position } from "./Switch.ts"

/** The command letter `D`. */
export const LETTER = 0x44

/** Byte positions in the payload. */
const p = { position: 2, pot: 3, scale: 4, xIds: 5, flags: 6, sfr: 7, spare: 8, size: 7 } as const

const bareRequest = bare("AdapterSettingsRequest", FrameType.MK2, LETTER)
/** Asks for the settings that the adapter holds. */
export const Request = bareRequest.schema
export type Request = typeof Request.Type
/** What the adapter holds; `sfr` is `null` when it is absent. */
export const Reply = Schema.TaggedStruct("AdapterSettingsReply", {
  position: Position.schema,
  pot: Uint8,
  scale: Uint8,
  xIds: Uint8,
  flags: Uint8,
  sfr: Schema.NullOr(Uint8),
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Asks for the adapter's settings. */
export const request: Request = bareRequest.value

/** Requests from bytes, to bytes, and both as a Schema; reading fails on too few bytes. */
export const { decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = bareRequest

/** Reads a reply; fails on too few bytes. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("AdapterSettingsReply", start, p.size, end - start)
    : Result.succeed({
        _tag: "AdapterSettingsReply",
        position: Position.decode(bytes[start + p.position]!),
        pot: bytes[start + p.pot]!,
        scale: bytes[start + p.scale]!,
        xIds: bytes[start + p.xIds]!,
        flags: bytes[start + p.flags]!,
        sfr: optional8(bytes, start + p.sfr, end),
        spare: spare(bytes, start + p.spare, end)
      })

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.MK2,
    LETTER,
    Position.encode(value.position),
    value.pot,
    value.scale,
    value.xIds,
    value.flags,
    ...optionals(value.sfr),
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
