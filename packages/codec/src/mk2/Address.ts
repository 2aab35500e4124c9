/**
 * Address, MK2 command `A`: selects the device that winmon commands reach.
 *
 *     d[0]  action   0 get, 1 set
 *     d[1]  address  0 to 31; in a get it carries nothing
 *
 * The reply echoes the action and the address now in force. Some adapters append a 00 to it.
 * Address 0, 1, 2 are the masters of phase L1, L2, L3. Reference: protocol.md 3.2.
 *
 * @example 04 FF 41 01 00 BB - set address 0, and its reply
 */
import * as L from "../bytes/Layout.ts"
import type { ShortAddress } from "../device/ShortAddress.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

const head = [FrameType.MK2, 0x41]

/** The question of a request. */
export const Action = openEnum({ 0: "get", 1: "set" })

interface Row {
  readonly action: string
  readonly address: number
}

/** Asks for the address in force, or selects one. */
export const Request = L.layout("AddressRequest", head, {
  action: L.named(Action),
  address: L.uint8.says((address, { action }: Row) =>
    action === "get" ? "means nothing in a get" : `device ${address}`
  ),
  spare: L.spare()
}).titled(({ action, address }) => `address request: ${action}${action === "get" ? "" : ` ${address}`}`)
export type Request = typeof Request.Type

/** The action and the address now in force. */
export const Reply = L.layout("AddressReply", head, {
  action: L.named(Action),
  address: L.address,
  spare: L.spare()
}).titled(({ action, address }) => `address reply: ${action} ${address}`)
export type Reply = typeof Reply.Type

/** A set is given longer than others: an answer after the time-out could pass for that to a later set (protocol.md 6.1). */
const setTraits: Traits.Traits = { ...Traits.adapterSet, timeoutMillis: 2000 }

/** A set changes only which device the adapter talks to. */
export const command = answered(Request, [Reply], ({ action }) =>
  action === "get" ? Traits.read : action === "set" ? setTraits : Traits.unknown
)

/** Asks for the address in force. */
export const get: Request = Request.make({ action: "get", address: 0 })

/** Selects the device with this short address. */
export const set = (address: ShortAddress): Request => Request.make({ action: "set", address })
