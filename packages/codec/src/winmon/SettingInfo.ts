/**
 * Setting info, winmon 0x35: scale, offset, default and limits of a setting, all raw.
 *
 *     35 idLo idHi                                 request
 *     89 ss oo dd mm MM [access [more]]            long reply
 *     89 ss 8A oo 8B dd 8C mm                      short reply, first frame (14 payload bytes, like the long one)
 *     8D MM                                        short reply, second frame
 *     89 ss   8A oo   8B dd   8C mm                old firmware: each part in a frame of its own
 *     89                                           unsupported, long mode; 89 00 00 in short mode
 *
 * ss scale s16, oo offset s16, dd default, mm minimum, MM maximum u16; access: 01 grid code, 80 restart needed, from
 * firmware 308 on. Short if and only if d[2], d[5] and d[8] are 8A, 8B and 8C. `SettingInfoParts.ts` joins the parts.
 * Reference: protocol.md 4.3, 4.5.5.
 *
 * @example 0D FF 5A 89 01 00 00 00 03 00 01 00 03 00 09 - scale 1, offset 0, default 3, 1 to 3
 * @example 05 FF 57 8D 40 06 D2 - the maximum 1600
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { int16, optional8, raw16, spare } from "../bytes/Read.ts"
import { Int16, Raw16, Spare, Uint8 } from "../bytes/Words.ts"
import { optionals, word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

/** The winmon code of a request. */
export const CODE = 0x35
/** The first byte of a reply. */
export const REPLY_CODE = 0x89
/** The codes of the parts: scale, offset, default, minimum, maximum. */
export const PART_CODES = { scale: 0x89, offset: 0x8a, default: 0x8b, minimum: 0x8c, maximum: 0x8d } as const

const byId = idRequest("SettingInfoRequest", CODE)
/** Asks for the info of a setting. */
export const Request = byId.schema
export type Request = typeof Request.Type

/** `request` asks for the info of a setting; the others read and write such requests. */
export const { make: request, decode: decodeRequest, encode: encodeRequest, codec: requestCodec } = byId

const tag = "SettingInfoReply"

/** Everything in one frame. */
export const LongReply = Schema.TaggedStruct(tag, {
  form: Schema.Literal("long"),
  scaleWord: Int16,
  offsetWord: Int16,
  defaultRaw: Raw16,
  minimumRaw: Raw16,
  maximumRaw: Raw16,
  access: Schema.NullOr(Uint8),
  spare: Spare
})
/** All but the maximum. */
export const ShortReply = Schema.TaggedStruct(tag, {
  form: Schema.Literal("short"),
  scaleWord: Int16,
  offsetWord: Int16,
  defaultRaw: Raw16,
  minimumRaw: Raw16,
  spare: Spare
})
/** One part; the scale alone with value 0 means unsupported. */
export const PartReply = Schema.TaggedStruct(tag, {
  form: Schema.Literal("part"),
  part: Schema.Literals(["scale", "offset", "default", "minimum", "maximum"]),
  valueRaw: Raw16,
  spare: Spare
})
/** No data: unsupported. Too few bytes for any other form are kept here. */
export const EmptyReply = Schema.TaggedStruct(tag, { form: Schema.Literal("empty"), spare: Spare })
/** Any form of the reply. */
export const Reply = Schema.Union([LongReply, ShortReply, PartReply, EmptyReply])
export type Reply = typeof Reply.Type
/** A part of an info that comes in a frame of its own. */
export type Part = (typeof PartReply.Type)["part"]

const LONG = 11
const SHORT = 12

const partOf = (code: number): Part | null => {
  for (const part of PartReply.fields.part.literals) if (PART_CODES[part] === code) return part
  return null
}

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  const size = end - start
  if (size < 1) return tooShort(tag, start, 1, 0)
  const part = partOf(bytes[start]!)
  if (part === null) return unexpectedValue(tag, start, "89 to 8D", bytes[start]!)
  if (part === "scale" && size >= SHORT && isShort(bytes, start)) {
    return Result.succeed({
      _tag: tag,
      form: "short",
      scaleWord: int16(bytes, start + 1),
      offsetWord: int16(bytes, start + 4),
      defaultRaw: raw16(bytes, start + 7),
      minimumRaw: raw16(bytes, start + 10),
      spare: spare(bytes, start + SHORT, end)
    })
  }
  if (part === "scale" && size >= LONG) {
    return Result.succeed({
      _tag: tag,
      form: "long",
      scaleWord: int16(bytes, start + 1),
      offsetWord: int16(bytes, start + 3),
      defaultRaw: raw16(bytes, start + 5),
      minimumRaw: raw16(bytes, start + 7),
      maximumRaw: raw16(bytes, start + 9),
      access: optional8(bytes, start + LONG, end),
      spare: spare(bytes, start + LONG + 1, end)
    })
  }
  if (size >= 3) {
    return Result.succeed({
      _tag: tag,
      form: "part",
      part,
      valueRaw: raw16(bytes, start + 1),
      spare: spare(bytes, start + 3, end)
    })
  }
  return part === "scale"
    ? Result.succeed({ _tag: tag, form: "empty", spare: spare(bytes, start + 1, end) })
    : tooShort(tag, start, 3, size)
}

/** The separators of the short form, which stand where the long form has the high bytes of words. */
const isShort = (bytes: Uint8Array, start: number): boolean =>
  bytes[start + 3] === PART_CODES.offset &&
  bytes[start + 6] === PART_CODES.default &&
  bytes[start + 9] === PART_CODES.minimum

/** The bytes of a reply, from the winmon code on. */
export const encodeReply = (value: Reply): Uint8Array => {
  switch (value.form) {
    case "long":
      return Uint8Array.of(
        REPLY_CODE,
        ...word(value.scaleWord),
        ...word(value.offsetWord),
        ...word(value.defaultRaw),
        ...word(value.minimumRaw),
        ...word(value.maximumRaw),
        ...optionals(value.access),
        ...value.spare
      )
    case "short":
      return Uint8Array.of(
        REPLY_CODE,
        ...word(value.scaleWord),
        PART_CODES.offset,
        ...word(value.offsetWord),
        PART_CODES.default,
        ...word(value.defaultRaw),
        PART_CODES.minimum,
        ...word(value.minimumRaw),
        ...value.spare
      )
    case "part":
      return Uint8Array.of(PART_CODES[value.part], ...word(value.valueRaw), ...value.spare)
    case "empty":
      return Uint8Array.of(REPLY_CODE, ...value.spare)
  }
}

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** Changes nothing, and may be repeated at will. */
export const traits: (request: Request) => Traits.Traits = () => Traits.read
