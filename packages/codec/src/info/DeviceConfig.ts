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
import * as L from "../bytes/Layout.ts"
import type { ShortAddress } from "../device/ShortAddress.ts"
import * as FrameType from "../link/FrameType.ts"

/** Whether the byte at `p[5]` marks an info frame as a device configuration. */
export const isTypeCode = (code: number): boolean =>
  (code >= 0x02 && code <= 0x04) || (code >= 0x20 && code <= 0x2f)

/** The bits of a mask that are set, in order. */
const bitsOf = (mask: number): ReadonlyArray<ShortAddress> =>
  Array.from({ length: 32 }, (_, bit) => bit as ShortAddress).filter((bit) => ((mask >>> bit) & 1) === 1)

/** Unique number and addresses of a device. */
export const Reply = L.layout("DeviceConfig", [FrameType.INFO], {
  uniqueNumber: L.uint32.says((value, _, phrases) => phrases.uniqueNumber(value)),
  typeCode: L.only("a type code 02, 03, 04 or 20 to 2F", isTypeCode).says("not explained"),
  head: L.uint16.or(0).says("not explained"),
  addresses: L.uint32.says((mask) => bitsOf(mask).join(", ") || "none"),
  unexplained: L.uint8.or(0).says("not explained"),
  vllFlags: L.uint8.says((mask, _, phrases) => phrases.bits(mask, { 0x10: "VLL code not used" })),
  address: L.address,
  spare: L.spare()
})
export type Reply = typeof Reply.Type

/** The short addresses that are configured, in order. */
export const configuredAddresses = (reply: Reply): ReadonlyArray<ShortAddress> => bitsOf(reply.addresses)
