/**
 * Device configuration, the answer to F 7.
 *
 *     p[0]      20
 *     p[1..4]   unique number of the device, u32
 *     p[5]      type code 02, 03, 04 or 20 to 2F; meaning unknown
 *     p[6..7]   unexplained
 *     p[8..11]  configured short addresses, one bit each, u32
 *     p[12]     unexplained
 *     p[13]     bit 4: VLL code not used; other bits unexplained
 *     p[14]     short address of this device
 *
 * Ask address 0 for the mask of the whole system. Reference: protocol.md 3.5.3.
 *
 * @example 0F 20 78 56 34 12 20 00 00 01 00 00 00 00 00 00 9C - unique number 12345678, only address 0 configured
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { spare, uint16, uint32 } from "../bytes/Read.ts"
import { Spare, Uint16, Uint32, Uint8 } from "../bytes/Words.ts"
import { quad, word } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"

/** Byte positions in the payload. */
const p = {
  uniqueNumber: 1,
  typeCode: 5,
  head: 6,
  addresses: 8,
  unexplained: 12,
  vllFlags: 13,
  address: 14,
  size: 15
} as const

/** Whether the byte at `p[5]` marks an info frame as a device configuration. */
export const isTypeCode = (code: number): boolean =>
  (code >= 0x02 && code <= 0x04) || (code >= 0x20 && code <= 0x2f)

/** Unique number and addresses of a device. */
export const Reply = Schema.TaggedStruct("DeviceConfig", {
  uniqueNumber: Uint32,
  typeCode: Uint8.check(Schema.makeFilter(isTypeCode, { expected: "a type code 02, 03, 04 or 20 to 2F" })),
  head: Uint16,
  addresses: Uint32,
  unexplained: Uint8,
  vllFlags: Uint8,
  address: Uint8,
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("DeviceConfig", start, p.size, end - start)
  const typeCode = bytes[start + p.typeCode]!
  if (!isTypeCode(typeCode)) {
    return unexpectedValue("DeviceConfig", start + p.typeCode, "a type code 02, 03, 04 or 20 to 2F", typeCode)
  }
  return Result.succeed({
    _tag: "DeviceConfig",
    uniqueNumber: uint32(bytes, start + p.uniqueNumber),
    typeCode,
    head: uint16(bytes, start + p.head),
    addresses: uint32(bytes, start + p.addresses),
    unexplained: bytes[start + p.unexplained]!,
    vllFlags: bytes[start + p.vllFlags]!,
    address: bytes[start + p.address]!,
    spare: spare(bytes, start + p.size, end)
  })
}

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.INFO,
    ...quad(value.uniqueNumber),
    value.typeCode,
    ...word(value.head),
    ...quad(value.addresses),
    value.unexplained,
    value.vllFlags,
    value.address,
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** The short addresses that are configured, in order. */
export const configuredAddresses = (reply: Reply): ReadonlyArray<number> =>
  Array.from({ length: 32 }, (_, address) => address).filter(
    (address) => ((reply.addresses >>> address) & 1) === 1
  )
