/**
 * Events of grid control: each change of its state or of the reason for it, the readings that were none, and how it
 * stands. Set-points are counted, not told one by one.
 */
import { type Mode, type Phase, type Reason, reasons, type Rejection } from "./core/Types.ts"
import type { Setpoint } from "./core/Step.ts"

/** Something that happened. */
export type Event =
  | {
      readonly _tag: "State"
      readonly phase: Phase
      readonly why: Reason
      /** The set-point that it leads to. */
      readonly setpoint: Setpoint
    }
  | { readonly _tag: "Rejected"; readonly rejection: Rejection; readonly watts: number }
  | { readonly _tag: "MeterEnded"; readonly message: string }
  | { readonly _tag: "HoldEnded"; readonly message: string }

/** How grid control stands. */
export interface Status {
  readonly phase: Phase
  readonly why: Reason
  readonly setpoint: Setpoint
  /** The set-point that the unit acknowledged, in watts; `null`: none is held. */
  readonly acknowledged: number | null
  /** The mode in force, and the watts that are to be drawn from the grid; `null`: a band, and not one figure. */
  readonly mode: Mode
  readonly target: number | null
  /** The last good reading of the meter, in watts; `null`: none yet. */
  readonly gridWatts: number | null
  /** When the meter last told something that counts, in milliseconds on the clock that does not go back. */
  readonly readAt: number
  /** The AC input power that the unit reported last, in watts; `null`: none yet. */
  readonly unitWatts: number | null
  /** When it said so. */
  readonly unitAt: number
  /** Readings of the meter that came, those that were none by reason, and set-points that were set. */
  readonly readings: number
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>
  readonly setpoints: number
}

/** A set-point in words. */
export const setpointText = (setpoint: Setpoint): string =>
  setpoint === "let-go" ? "nothing is written" : `${setpoint === "rest" ? 0 : setpoint} W`

/** An event as a sentence without a full stop. */
export const sentence = (event: Event): string => {
  switch (event._tag) {
    case "State":
      return `${event.phase}: ${reasons[event.why]} (${setpointText(event.setpoint)})`
    case "Rejected":
      return `a reading of ${event.watts} W is none: ${event.rejection}`
    case "MeterEnded":
    case "HoldEnded":
      return event.message
  }
}
