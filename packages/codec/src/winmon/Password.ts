/**
 * Access password, winmon 0x3A: opens protected settings for 30 s. Never guessed, shipped or stored here.
 *
 *     3A b0 ... b7    request, eight bytes
 *     9C              accepted; a wrong one is answered 80 01
 *
 * Reference: protocol.md 4.5.11.
 *
 * @example 03 FF 59 9C 09 - accepted
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** A password of eight bytes. */
export const Request = L.layout("PasswordRequest", [0x3a], { data: L.bytes(8).says("the password") })
export type Request = typeof Request.Type

/** The password was accepted. */
export const Reply = L.layout("PasswordAccepted", [0x9c], { spare: L.spare() })
export type Reply = typeof Reply.Type

/** Never repeated by itself: every wrong guess counts. */
export const command = answered(Request, [Reply], Traits.answeredOneShot)
