/**
 * Winmon codes that nobody has documented: kept with their bytes, so that they re-encode to themselves. A code below
 * 80 in what the adapter sends is an echo of the host's own request. Reference: protocol.md 4.1, 4.4, 10.
 *
 * @example 05 FF 58 81 00 00 23 - reply 81, LED status, content unknown
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** A code of a host that nobody has documented. */
export const Request = L.layout("UnknownWinmonRequest", [], { code: L.uint8, data: L.bytes() }).titled(
  ({ code }, phrases) => `unknown winmon request ${phrases.hexByte(code)}`
)
export type Request = typeof Request.Type
/** A code of a device that nobody has documented. */
export const Reply = L.layout("UnknownWinmonReply", [], { code: L.uint8, data: L.bytes() }).titled(
  ({ code }, phrases) => `unknown winmon reply ${phrases.hexByte(code)}`
)
export type Reply = typeof Reply.Type

/** Treated as the most dangerous kind. */
export const command = answered(Request, [], Traits.unknown)

/** Whether a reply is the host's own request coming back. */
export const isEcho = (value: Reply): boolean => value.code < 0x80
