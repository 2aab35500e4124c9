/**
 * DC info, the answer to F 0: battery voltage, both DC currents, and the inverter period.
 *
 *     p[0]       20
 *     p[1..4]    unexplained, varies between frames
 *     p[5]       0C
 *     p[6..7]    battery voltage    u16, scale of RAM 4
 *     p[8..10]   inverter current   24 bit, drawn from the battery by inverters, scale of RAM 5
 *     p[11..13]  charger current    24 bit, supplied to the battery by chargers, scale of RAM 5
 *     p[14]      inverter period    u8, scale of RAM 7
 *
 * Battery current = charger current - inverter current. The 24-bit currents are read as signed and written as 0 to
 * 7FFFFF. Reference: protocol.md 3.5.1, 5.4.
 *
 * @example 0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2 - 14.41 V, charging with 0.40 A
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { raw16, raw24, raw8, spare, uint32 } from "../bytes/Read.ts"
import { Raw16, Raw24, Raw8, Spare, Uint32 } from "../bytes/Words.ts"
import { quad, triple, word } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"

/** The phase code that marks an info frame as DC. */
export const CODE = 0x0c

/** Byte positions in the payload. */
const p = {
  unexplained: 1,
  code: 5,
  batteryVoltage: 6,
  inverterCurrent: 8,
  chargerCurrent: 11,
  inverterPeriod: 14,
  size: 15
} as const

/** The battery side, in raw words. */
export const Reply = Schema.TaggedStruct("DcInfo", {
  unexplained: Uint32,
  batteryVoltageRaw: Raw16,
  inverterCurrentRaw: Raw24,
  chargerCurrentRaw: Raw24,
  inverterPeriodRaw: Raw8,
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) =>
  end - start < p.size
    ? tooShort("DcInfo", start, p.size, end - start)
    : bytes[start + p.code] !== CODE
      ? unexpectedValue("DcInfo", start + p.code, "0C", bytes[start + p.code]!)
      : Result.succeed({
          _tag: "DcInfo",
          unexplained: uint32(bytes, start + p.unexplained),
          batteryVoltageRaw: raw16(bytes, start + p.batteryVoltage),
          inverterCurrentRaw: raw24(bytes, start + p.inverterCurrent),
          chargerCurrentRaw: raw24(bytes, start + p.chargerCurrent),
          inverterPeriodRaw: raw8(bytes, start + p.inverterPeriod),
          spare: spare(bytes, start + p.size, end)
        })

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.INFO,
    ...quad(value.unexplained),
    CODE,
    ...word(value.batteryVoltageRaw),
    ...triple(value.inverterCurrentRaw),
    ...triple(value.chargerCurrentRaw),
    value.inverterPeriodRaw,
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)
