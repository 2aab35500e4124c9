/**
 * Alarm bits and VE.Bus errors, as in the LED reply. Lookups: `Alarm.ts`.
 *
 * Generated from `data/device-states.json` by `npm run generate`: change that file, not this one.
 */
import type { Alarm } from "./Entry.ts"

/** By bit number. */
export const alarms = [
  { name: "temperature-pre-alarm", label: "temperature warning" },
  { name: "low-battery-pre-alarm", label: "low-battery warning" },
  { name: "overload-pre-alarm", label: "overload warning" },
  { name: "ripple-pre-alarm", label: "ripple warning" },
  { name: "temperature-alarm", label: "temperature alarm" },
  { name: "low-battery-alarm", label: "low-battery alarm" },
  { name: "overload-alarm", label: "overload alarm" },
  { name: "ripple-alarm", label: "ripple alarm" }
] as const satisfies ReadonlyArray<Alarm>

/** By error number. */
export const vebusErrors = {
  0: "none",
  1: "another phase is switched off",
  3: "wrong number of devices",
  4: "no other device found",
  5: "overvoltage on AC out",
  10: "time synchronisation",
  14: "the device cannot transmit",
  16: "dongle missing",
  17: "another device became master",
  18: "overvoltage",
  22: "the device cannot be a slave",
  24: "switch-over protection",
  25: "firmware incompatible",
  26: "internal error"
} as const satisfies Readonly<Record<number, string>>
