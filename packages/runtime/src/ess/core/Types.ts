/**
 * The values of grid control: readings of the meter, figures of the unit, modes, states, reasons. Watts are
 * positive when drawn from the grid; those of a unit are positive when it draws them from its AC input. Times are
 * milliseconds on one clock that never goes back.
 */
import * as Schema from "effect/Schema"

/** One reading of the meter at the house connection. */
export interface Reading {
  /** Watts at the house connection, positive when imported. Where only the sum of the phases is billed: the sum. */
  readonly watts: number
  /** When it arrived, in milliseconds. */
  readonly at: number
  /** The time that it is the mean of, in milliseconds; the period of the meter unless said otherwise. */
  readonly windowMillis?: number
}

/** The figures of the unit at one moment, from RAM variables 15, 14, 4 and 13. */
export interface UnitSample {
  /** When they were read, in milliseconds. */
  readonly at: number
  /** Watts at the AC input, positive when drawn: RAM 15 with the opposite sign. */
  readonly inputWatts: number
  /** The voltage of the battery, in volts; `null`: not read. */
  readonly batteryVolts?: number | null
  /** The state of charge, 0 to 1; `null`: the unit does not know it. */
  readonly stateOfCharge?: number | null
}

/**
 * The mode of the controller, as its user chooses it.
 *
 *     auto          follows the meter
 *     hold          never discharges; charges from surplus
 *     hold-charge   never charges; covers the loads
 *     charge        charges, from the grid too
 *     rest          0 W
 *     off           the end: 0 once, then nothing is written
 */
export const Mode = Schema.Literals(["auto", "hold", "hold-charge", "charge", "rest", "off"])
/** The mode of the controller, as its user chooses it. */
export type Mode = typeof Mode.Type

/** Between which watts the grid is to stay; `null`: without an end on that side. */
export const Band = Schema.Struct({ low: Schema.NullOr(Schema.Finite), high: Schema.NullOr(Schema.Finite) })
/** Between which watts the grid is to stay. */
export type Band = typeof Band.Type

/** The safety states, by the names of the events and metrics. */
export const phases = ["idle", "active", "holding", "fading", "resting", "ended"] as const
/** A safety state. */
export type Phase = (typeof phases)[number]

/** Why a reading is no reading. */
export const rejections = [
  "old",
  "out-of-order",
  "not-a-number",
  "beyond-fuse",
  "frozen",
  "wrong-sign"
] as const
/** Why a reading is no reading. */
export type Rejection = (typeof rejections)[number]

/** Why a state is so, or a set-point is what it is, with a sentence for people. */
export const reasons = {
  start: "it was started, and waits for five good readings",
  follow: "it follows the meter",
  limit: "a limit of the configuration acts",
  minimum: "too few watts to be worth it",
  direction: "it waits at 0 W before it turns round",
  mode: "the mode allows no more",
  repeat: "the meter repeats itself, so nothing is done on it",
  "meter-late": "no reading in time: the last set-point is held",
  "meter-lost": "the meter is lost: the set-point goes to 0 W",
  "meter-frozen": "the meter has repeated itself for 30 s",
  "wrong-sign": "the meter moves against the unit, as if its sign were turned",
  "unit-silent": "the unit has told nothing of itself for 3 s",
  "battery-floor": "the battery is at its floor",
  "battery-ceiling": "the battery is at its ceiling",
  "battery-unknown": "nothing recent is known of the battery",
  user: "somebody asked for it",
  restarts: "it had to begin again three times within ten minutes",
  "hold-ended": "the set-point can no longer be held",
  fault: "the unit shows a fault"
} as const
/** Why a state is so, or a set-point is what it is. */
export type Reason = keyof typeof reasons
