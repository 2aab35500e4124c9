/**
 * The frame types `p[0]` that are known on the line: what a receiver that has lost its place may start a frame at.
 * Reference: protocol.md 2.1.
 */

/** A frame of the adapter itself; `p[1]` is the command letter. */
export const MK2 = 0xff
/** An answer to F 0 to F 4 and F 7: DC, one AC phase, or a device's configuration. */
export const INFO = 0x20
/** An answer to F 5: AC input configuration, limits and switch register. */
export const AC_INPUT_CONFIG = 0x41
/** An answer to F 9: battery limits, content unknown. */
export const BATTERY_LIMITS = 0x3c
/** A panel frame of another controller, forwarded. */
export const FOREIGN_PANEL = 0x40
/** Switches the device, past the adapter's panel logic. */
export const DIRECT_SWITCH = 0x3f
/** Frames of the bus seen in configuration traffic, meaning unknown. */
export const BUS_21 = 0x21
/** Another such frame. */
export const BUS_38 = 0x38
/** Another such frame. */
export const BUS_3D = 0x3d

/** Every known frame type. */
export const known: ReadonlyArray<number> = [
  MK2,
  INFO,
  AC_INPUT_CONFIG,
  BATTERY_LIMITS,
  FOREIGN_PANEL,
  DIRECT_SWITCH,
  BUS_21,
  BUS_38,
  BUS_3D
]

const isKnownByByte: ReadonlyArray<boolean> = Array.from({ length: 256 }, (_, byte) => known.includes(byte))

/** Whether a byte is a known frame type. */
export const isKnown = (byte: number): boolean => isKnownByByte[byte]!
