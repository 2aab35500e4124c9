/**
 * Settings and flags that many tests are about, of the default profile.
 */

/** Settings. */
export const ABSORPTION = 2
export const FLOAT = 3

/** The first word of flags, and how it is stored: flags 4, 6, 7 and 15. */
export const WORD0 = 0
export const STORED = 0x80d0

/** Flags of that word. */
export const WAVE_CHECK = 3
export const POWER_ASSIST = 5
export const CHARGER_OFF = 6
export const AES_OFF = 8
