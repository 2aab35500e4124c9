/**
 * Device state, winmon 0x0E: asks what the device is doing, or forces a charge state.
 *
 *     0E action [00]   action: 0 inquire, 1 force equalise, 2 force absorption, 3 force float
 *     94 state sub     `device/States.ts`; sub means something only while the state is 9 (charge)
 *
 * Reference: protocol.md 4.5.3, 6.9. Safety: a force action is a one-shot; equalise harms lithium batteries.
 *
 * @example 05 FF 57 0E 00 00 97 - inquire, padded
 * @example 05 FF 57 94 08 01 08 - bypass
 */
import * as L from "../bytes/Layout.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import * as States from "../device/States.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** The action of a request. */
export const Action = openEnum({ 0: "inquire", 1: "force-equalise", 2: "force-absorption", 3: "force-float" })

/** Inquires the state, or forces a charge state. */
export const Request = L.layout("DeviceStateRequest", [0x0e], {
  action: L.named(Action),
  spare: L.spare()
}).titled(({ action }) => `device state request (${action})`)
export type Request = typeof Request.Type

/** State and sub-state. */
export const Reply = L.layout("DeviceStateReply", [0x94], {
  state: L.named(States.OperatingState),
  subState: L.named(States.ChargeState).says((subState, { state }: { readonly state: string }) =>
    state === "charge" ? subState : `${subState}, means nothing in this state`
  ),
  spare: L.spare()
}).titled(
  ({ state, subState }) => `device state reply (${state}${state === "charge" ? `, ${subState}` : ""})`
)
export type Reply = typeof Reply.Type

/** Only an inquiry reads. */
export const command = answered(Request, [Reply], ({ action }) =>
  action === "inquire" ? Traits.read : Traits.answeredOneShot
)

/** Asks for the state. */
export const inquire: Request = Request.make({ action: "inquire" })
