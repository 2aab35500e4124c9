/**
 * LED state, MK2 command `L`: the front-panel LEDs, the alarms and the VE.Bus error.
 *
 *     d[0]     on      bit n: LED n is lit
 *     d[1]     blink   bit n: LED n blinks (with `on` set too: in anti-phase)
 *     d[2]     alarms  bit mask; absent from old adapters
 *     d[3]     status  bits 0-4: VE.Bus error; bit 7: adapter blocked; 5 and 6 unknown; absent from old adapters
 *     d[4...]  unexplained, seen 00 00, 80 00, 03 00
 *
 * Seen with 3, 4 and 6 data bytes; any number from 2 on is accepted, and what is missing is absent, not zero.
 * The first two bytes also ride on other frames: see `link/LedSuffix.ts`. What they mean: `device/LedMasks.ts`.
 * Reference: protocol.md 3.4.
 *
 * @example 06 FF 4C 03 00 00 00 AC - mains and absorption lit, no alarm, no error
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

const head = [FrameType.MK2, 0x4c]
const ERROR = 0x1f
const BLOCKED = 0x80

/** Asks for the LEDs. */
export const Request = L.layout("LedsRequest", head, { spare: L.spare() })
export type Request = typeof Request.Type

/** LED masks, alarms and status; what the adapter left out is `null`. */
export const Reply = L.forms(
  "LedsReply",
  head,
  ...L.ending(
    {
      on: L.uint8.says((mask, _, phrases) => phrases.lampMask(mask)),
      blink: L.uint8.says((mask, _, phrases) => phrases.lampMask(mask))
    },
    [
      { alarms: L.uint8.says((mask, _, phrases) => phrases.alarmMask(mask)) },
      { status: L.uint8.says((status, _, phrases) => trouble(status, phrases) ?? "no error") }
    ],
    { unexplained: L.spare() }
  )
).titled((reply, phrases) => {
  const wrong = trouble(reply.status ?? 0, phrases)
  return `LEDs reply: ${phrases.ledState(reply, vebusError(reply))}${wrong === null ? "" : `; ${wrong}`}`
})
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the LEDs. */
export const request: Request = Request.make()

/** The VE.Bus error and what else is wrong by the status, or `null` when it tells of nothing. */
const trouble = (status: number, phrases: L.Vocabulary): string | null => {
  const error = status & ERROR
  const found = [
    ...(error === 0 ? [] : [phrases.vebusError(error)]),
    ...((status & BLOCKED) === 0 ? [] : ["adapter blocked"])
  ]
  return found.length === 0 ? null : found.join(", ")
}

/** The VE.Bus error, 0 for none, or `null` when the adapter does not report it. */
export const vebusError = ({ status }: { readonly status: number | null }): number | null =>
  status === null ? null : status & ERROR

/** Whether the adapter is blocked, or `null` when it does not report it. */
export const isAdapterBlocked = ({ status }: Reply): boolean | null =>
  status === null ? null : (status & BLOCKED) !== 0
