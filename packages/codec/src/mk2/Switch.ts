/**
 * Switch, MK2 command `S`: switch position, input current limit and the adapter's flags, all replaced at once.
 *
 *     d[0]     position  1 charger only, 2 inverter only, 3 on, 4 off; 0 none, only together with flag 10
 *     d[1..2]  limit     u16, 0.1 A; 8000 and above: no limit demanded. Flag 80 clear: potentiometer, panel scale
 *     d[3]     marker    01
 *     d[4]     flags     01 send state by itself, 02 LED suffix, 04 reset on break, 10 do not send panel state,
 *                        40 forward foreign panel frames, 80 limit in 0.1 A
 *     d[5]     reserved  00
 *     d[6]     extended  01 short winmon frames, 02 continuous ids, 04 forward configuration replies, 08 block mode
 *     d[7]     eeprom    01 force VE.Bus mode, 02 block transmission; stored in the adapter
 *
 * Sent in forms of 5, 7 and 8 data bytes (6 is accepted as 5); what a form leaves out is `null`. The reply has no
 * data. No limit demanded means the highest the unit allows, not the limit set earlier.
 * Reference: protocol.md 3.6. Safety: without flag 10 this frame moves the switch of the device.
 *
 * @example 07 FF 53 03 7D 00 01 80 A6 - on, 12.5 A
 * @example 02 FF 53 AC - the reply
 */
import * as L from "../bytes/Layout.ts"
import { openEnum } from "../bytes/OpenEnum.ts"
import type { Raw16 } from "../bytes/Words.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `S`. */
export const LETTER = 0x53

/** The switch positions. */
export const Position = openEnum({ 0: "none", 1: "charger-only", 2: "inverter-only", 3: "on", 4: "off" })

/** Bits of `flags`. */
export const Flags = {
  autoSendState: 0x01,
  appendLeds: 0x02,
  resetOnBreak: 0x04,
  doNotSendPanelState: 0x10,
  forwardPanelFrames: 0x40,
  limitInAmperes: 0x80
} as const

/** Bits of `extended`. */
export const Extended = {
  shortWinmonFrames: 0x01,
  continuousIds: 0x02,
  forwardConfigReplies: 0x04,
  blockMode: 0x08
} as const

/** Limits from here on mean that no limit is demanded. */
export const NO_LIMIT = 0x8000 as Raw16

const flagNames = {
  [Flags.autoSendState]: "repeat the panel state unasked",
  [Flags.appendLeds]: "append LED masks",
  [Flags.resetOnBreak]: "reset on break",
  [Flags.doNotSendPanelState]: "do not send the panel state",
  [Flags.forwardPanelFrames]: "forward panel frames",
  [Flags.limitInAmperes]: "limit in 0.1 A"
}
const extendedNames = {
  [Extended.shortWinmonFrames]: "short winmon frames",
  [Extended.continuousIds]: "continuous ids",
  [Extended.forwardConfigReplies]: "forward configuration replies",
  [Extended.blockMode]: "block mode"
}
const eepromNames = { 0x01: "force VE.Bus mode", 0x02: "block transmission" }

const limitText = (raw: Raw16, { flags }: { readonly flags: number }, phrases: L.Vocabulary): L.Said => {
  if ((flags & Flags.limitInAmperes) === 0)
    return `old format: potentiometer ${raw & 0xff}, panel scale ${raw >> 8}`
  return raw >= NO_LIMIT ? "no limit demanded: the highest that the unit allows" : phrases.limit(raw)
}

/** Position, limit and flags, replaced at once; `limitRaw` is in 0.1 A when flag 80 is set. */
export const Request = L.forms(
  "SwitchRequest",
  [FrameType.MK2, LETTER],
  ...L.ending(
    {
      position: L.named(Position),
      limitRaw: L.raw16.says(limitText),
      marker: L.uint8.or(1),
      flags: L.uint8.says((mask, _, phrases) => phrases.bits(mask, flagNames))
    },
    [
      { reserved: L.uint8 },
      { extended: L.uint8.says((mask, _, phrases) => phrases.bits(mask, extendedNames)) },
      { eeprom: L.uint8.says((mask, _, phrases) => phrases.bits(mask, eepromNames)) }
    ],
    { spare: L.spare() }
  )
).titled(({ position }) => `switch request: ${position}`)
export type Request = typeof Request.Type

/** The acknowledgement. */
export const Reply = L.layout("SwitchReply", [FrameType.MK2, LETTER], { spare: L.spare() })
export type Reply = typeof Reply.Type

/** With flag 10 the frame changes nothing but the adapter; without it, it moves the device's switch and limit. */
export const command = answered(Request, [Reply], ({ flags }) =>
  (flags & Flags.doNotSendPanelState) !== 0 ? Traits.adapterSet : Traits.set
)

/** The acknowledgement. */
export const reply: Reply = Reply.make()
