/**
 * Serial number of the device, winmon 0x3B, firmware 308 and newer.
 *
 *     3B              request
 *     9D c0 ... c10   reply: eleven ASCII characters
 *
 * Reference: protocol.md 4.5.11.
 *
 * @example 0E FF 58 9D 48 51 30 30 30 30 54 45 53 54 30 35 - HQ0000TEST0
 */
import * as Ascii from "../bytes/Ascii.ts"
import * as L from "../bytes/Layout.ts"
import type { Spare } from "../bytes/Words.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** Asks for the serial number. */
export const Request = L.layout("SerialNumberRequest", [0x3b], { spare: L.spare() })
export type Request = typeof Request.Type

/** The characters of the serial number, as bytes; `text` reads them. */
export const Reply = L.layout("SerialNumberReply", [0x9d], {
  data: L.bytes().says((data) => text({ data }) || "no characters")
})
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the serial number. */
export const request: Request = Request.make()

/** The serial number as text, without trailing zeros. Bytes that are no printable ASCII become `?`. */
export const text = ({ data }: { readonly data: Spare }): string => Ascii.text(data)
