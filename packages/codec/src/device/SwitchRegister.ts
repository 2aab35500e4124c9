/**
 * The switch register, byte 12 of the AC input configuration.
 *
 *     bit 0  remote switch allows charging      bit 4  resulting charge enable
 *     bit 1  remote switch allows inverting     bit 5  resulting invert enable
 *     bit 2  front switch up (on)               bit 6  on-board remote input
 *     bit 3  front switch down (charger only)   bit 7  remote generator selected
 *
 * Bits 0 and 1 are what S last set; bits 4 and 5 are what the device does after merging all its switches.
 * Reference: protocol.md 3.5.4.
 */
import * as Schema from "effect/Schema"

/** By the bits that S sets. */
const positions = ["off", "charger-only", "inverter-only", "on"] as const

/** The positions a switch can be asked into. */
export const SwitchPosition = /* @__PURE__ */ Schema.Literals(positions)
export type SwitchPosition = typeof SwitchPosition.Type

/** Where the switch on the unit itself can stand. */
export const FrontSwitch = /* @__PURE__ */ Schema.Literals(["off", "charger-only", "on"])
export type FrontSwitch = typeof FrontSwitch.Type

const FRONT_UP = 0x04
const FRONT_DOWN = 0x08
const CHARGE_ENABLED = 0x10
const INVERT_ENABLED = 0x20

/** The position that S asked for last. */
export const requested = (register: number): SwitchPosition => positions[register & 3]!

/** Whether the device may charge, after merging all its switches. */
export const chargeEnabled = (register: number): boolean => (register & CHARGE_ENABLED) !== 0

/** Whether the device may invert, after merging all its switches. */
export const invertEnabled = (register: number): boolean => (register & INVERT_ENABLED) !== 0

/**
 * Where the switch on the unit stands. `null` where the register does not tell it: both bits are set, or neither while the
 * device charges or inverts, which a unit that is switched off does not.
 */
export const front = (register: number): FrontSwitch | null => {
  const up = (register & FRONT_UP) !== 0
  const down = (register & FRONT_DOWN) !== 0
  if (up || down) return up && down ? null : up ? "on" : "charger-only"
  return chargeEnabled(register) || invertEnabled(register) ? null : "off"
}
