/**
 * Software version of the device, winmon 0x05 (and 0x06 for the second part of the short form).
 *
 *     05 [00 00]                         request, first part
 *     06 [00 00]                         request, second part; needed after a short reply only
 *     82 v0 v1 v2 v3 [more]              long reply: u32 and up to 13 further bytes
 *     82 v0 v1                           short reply, low word (up to three bytes when padded)
 *     83 v2 v3                           high word
 *
 * Four or more bytes after 82 mean that combined replies are on: this is the test for long mode.
 * Number AA BB CCC: type, model, firmware. The product id is AABB read as hexadecimal; from firmware 554 on the top
 * byte may be a sub-version. Reference: protocol.md 4.5.1.
 *
 * @example 09 FF 58 82 F0 68 28 00 07 01 96 - long: 2648304, then 07 01
 * @example 05 FF 58 82 F0 68 CA - short: low word 68F0
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** Asks for the version, or its low word. */
export const Request = L.layout("SoftwareVersionRequest", [0x05], { spare: L.spare() })
export type Request = typeof Request.Type
/** Asks for the high word. */
export const HighRequest = L.layout("SoftwareVersionHighRequest", [0x06], { spare: L.spare() })
export type HighRequest = typeof HighRequest.Type

/** The whole version, or its low word alone. */
export const Reply = L.forms(
  "SoftwareVersionReply",
  [0x82],
  {
    form: L.constant("long"),
    version: L.uint32.says(
      (version, _, phrases) =>
        `${version}: ${phrases.deviceName(productId(version))}, firmware ${firmware(version)}`
    ),
    spare: L.spare()
  },
  {
    form: L.constant("short"),
    lowWord: L.uint16.says((word, _, phrases) => `${phrases.word(word)}, the low half`),
    spare: L.spare(1)
  }
)
export type Reply = typeof Reply.Type

/** The high word. */
export const HighReply = L.layout("SoftwareVersionHighReply", [0x83], {
  highWord: L.uint16.says((word, _, phrases) => `${phrases.word(word)}, the high half`),
  spare: L.spare()
})
export type HighReply = typeof HighReply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)
/** The same for the high word. */
export const highCommand = answered(HighRequest, [HighReply], Traits.read)
/** Both. */
export const commands = [command, highCommand] as const

/** Asks for the version, or its low word. */
export const request: Request = Request.make()
/** Asks for the high word. */
export const highRequest: HighRequest = HighRequest.make()

/** The version from the two words of the short form. */
export const joinWords = (lowWord: number, highWord: number): number => ((highWord << 16) | lowWord) >>> 0

/** The firmware number, 0 to 999: the version mod 1000, without the sub-version byte. */
export const firmware = (version: number): number => (version & 0xff_ffff) % 1000

/** The product id: the version div 1000 with its decimal digits read as hexadecimal, so 2648304 gives 0x2648. */
export const productId = (version: number): number =>
  Number.parseInt(String(Math.trunc((version & 0xff_ffff) / 1000)), 16)
