/**
 * Alarms and VE.Bus errors, as in the LED reply and (the alarms) in the AC input configuration.
 *
 *     bit   0 to 3 warnings, 4 to 7 alarms: temperature, low battery, overload, ripple
 *
 * Reference: protocol.md 3.4.
 */
import { alarms, vebusErrors } from "./Alarms.ts"
import type { Alarm } from "./Entry.ts"

export type { Alarm } from "./Entry.ts"

/** All of them, by bit number. */
export const all: ReadonlyArray<Alarm> = alarms

/** The alarms that a mask holds. */
export const ofMask = (mask: number): ReadonlyArray<Alarm> =>
  all.filter((_, bit) => ((mask >> bit) & 1) === 1)

const errors: Readonly<Record<number, string>> = vebusErrors

/** What a VE.Bus error number means, or `null` when nobody knows. 0 is no error. */
export const vebusError = (error: number): string | null => errors[error] ?? null
