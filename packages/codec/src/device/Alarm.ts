/**
 * Alarms and VE.Bus errors, as in the LED reply and (the alarms) in the AC input configuration.
 *
 *     bit   0 to 3 warnings, 4 to 7 alarms: temperature, low battery, overload, ripple
 *
 * Reference: protocol.md 3.4.
 */
import * as Schema from "effect/Schema"
import { alarms, vebusErrors } from "./Alarms.ts"
import type { Alarm } from "./Entry.ts"

export type { Alarm } from "./Entry.ts"

/** All of them, by bit number. */
export const all: ReadonlyArray<Alarm> = alarms

/** The alarms that a mask holds. */
export const ofMask = (mask: number): ReadonlyArray<Alarm> =>
  all.filter((_, bit) => ((mask >> bit) & 1) === 1)

/** The subject of a warning or an alarm. */
export const subjects = ["temperature", "low-battery", "overload", "ripple"] as const

const Subjects = /* @__PURE__ */ Schema.Array(/* @__PURE__ */ Schema.Literals(subjects))

/** The warnings and the alarms that stand, by what they are about. */
export const Standing = /* @__PURE__ */ Schema.Struct({ warnings: Subjects, alarms: Subjects })
export type Standing = typeof Standing.Type

/** The warnings and the alarms that a mask holds. */
export const standing = (mask: number): Standing => {
  const within = (nibble: number) => subjects.filter((_, bit) => ((nibble >> bit) & 1) === 1)
  return { warnings: within(mask), alarms: within(mask >> subjects.length) }
}

const errors: Readonly<Record<number, string>> = vebusErrors

/** The meaning of a VE.Bus error number, or `null` when nobody knows it. 0 is no error. */
export const vebusError = (error: number): string | null => errors[error] ?? null
