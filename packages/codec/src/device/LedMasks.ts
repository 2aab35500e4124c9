/**
 * The two LED masks and what they say about each lamp.
 *
 *     bit   0 mains   1 absorption   2 bulk   3 float   4 inverter   5 overload   6 low battery   7 temperature
 *
 *     on  blink
 *      0    0    off
 *      1    0    on
 *      0    1    blinking
 *      1    1    blinking in anti-phase to the others
 *
 * Both masks 1F mean "no LED information", never five lamps blinking in anti-phase. Reference: protocol.md 3.4.
 */
import * as Schema from "effect/Schema"
import { Uint8 } from "../bytes/Words.ts"

/** Lamp on and lamp blink, one bit a lamp. */
export const LedMasks = /* @__PURE__ */ Schema.Struct({ on: Uint8, blink: Uint8 })
export type LedMasks = typeof LedMasks.Type

/** The lamps in the order of their bits, as they are named in JSON. */
export const lamps = [
  "mains",
  "absorption",
  "bulk",
  "float",
  "inverter",
  "overload",
  "lowBattery",
  "temperature"
] as const
/** The name of a lamp. */
export type Lamp = (typeof lamps)[number]

/** By the bits of both masks. */
const states = ["off", "on", "blink", "blink-antiphase"] as const

/** The state of one lamp; antiphase lamps blink while the others are dark. */
export const LedState = /* @__PURE__ */ Schema.Literals(states)
export type LedState = typeof LedState.Type

/** The state of every lamp. */
export const LampStates = /* @__PURE__ */ Schema.Struct({
  mains: LedState,
  absorption: LedState,
  bulk: LedState,
  float: LedState,
  inverter: LedState,
  overload: LedState,
  lowBattery: LedState,
  temperature: LedState
})
export type LampStates = typeof LampStates.Type

/** The masks that a device sends when it knows nothing about its lamps. */
export const NO_INFORMATION: LedMasks = { on: 0x1f, blink: 0x1f }

/** Whether the masks carry any LED information. */
export const isAvailable = (masks: LedMasks): boolean =>
  masks.on !== NO_INFORMATION.on || masks.blink !== NO_INFORMATION.blink

/** The state of one lamp (by bit number, 0 to 7) in masks that carry information. */
export const lampState = (masks: LedMasks, bit: number): LedState =>
  states[((masks.on >> bit) & 1) | (((masks.blink >> bit) & 1) << 1)]!

/** The state of every lamp, or `null` when the device sent no LED information. */
export const lampStates = (masks: LedMasks): LampStates | null =>
  isAvailable(masks)
    ? {
        mains: lampState(masks, 0),
        absorption: lampState(masks, 1),
        bulk: lampState(masks, 2),
        float: lampState(masks, 3),
        inverter: lampState(masks, 4),
        overload: lampState(masks, 5),
        lowBattery: lampState(masks, 6),
        temperature: lampState(masks, 7)
      }
    : null
