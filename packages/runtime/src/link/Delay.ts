/**
 * How much longer than over a cable a line takes: a TCP port behind a mobile network may add seconds. Every time-out is
 * lengthened by it. Pure but for its own memory; used by one link alone, from its own fibers.
 *
 * Who asks before anything is known gives a bound: an answer that names no request may be an earlier one's, or may have come
 * unasked. A winmon reply names its request by its letter, and so tells exactly. A single late one may be an adapter that was
 * busy; two in a row are the line. A machine that is busy itself sees replies late as well, but not each time by as much: of
 * the first three exact times the shortest counts.
 *
 * Reference: protocol.md 4.6.
 */

import { Traits } from "@vebus/codec"

/** The longest delay that time-outs follow, in milliseconds. */
export const MAX_MILLIS = 5000
/** So much is within the time-outs of a cable. What comes later is lost on one. */
export const USUAL_MILLIS = Traits.TIMEOUT_MILLIS
/** How many late replies in a row are the line. */
const LATE_IN_A_ROW = 2
/** How many exact times make sure that the line is slow, and not the machine. */
const TIMES = 3

/** The delay of one line. */
export interface Delay {
  /** By how many milliseconds time-outs are longer, 0 on a cable. */
  readonly millis: () => number
  /** An answer came so many milliseconds after it was first asked for. Holds until something tells more exactly. */
  readonly bound: (millis: number) => void
  /** The reply of a request came in time. */
  readonly inTime: (millis: number) => void
  /** The reply of a request came after its time-out. */
  readonly late: (millis: number) => void
  /** The delay as far as it has been measured, not merely bounded; 0 on a cable. */
  readonly measured: () => number
  /** Whether it was measured too few times to call the line slow. */
  readonly isUnsure: () => boolean
}

const beyondUsual = (millis: number): number =>
  millis <= USUAL_MILLIS ? 0 : Math.min(MAX_MILLIS, Math.ceil(millis))

/** A line of which nothing is known. */
export const make = (): Delay => {
  let current = 0
  let isBound = false
  let times = 0
  let lates: ReadonlyArray<number> = []
  return {
    millis: () => current,
    measured: () => (isBound ? 0 : current),
    isUnsure: () => current > 0 && times < TIMES,
    bound: (millis) => {
      current = Math.max(current, beyondUsual(millis))
      if (current === 0) return
      isBound = true
      times = 0
    },
    inTime: (millis) => {
      lates = []
      if (times >= TIMES) return
      times++
      current = isBound ? beyondUsual(millis) : Math.min(current, beyondUsual(millis))
      isBound = false
    },
    late: (millis) => {
      lates = [...lates, millis].slice(-LATE_IN_A_ROW)
      if (lates.length < LATE_IN_A_ROW) return
      isBound = false
      times = 0
      current = Math.max(current, beyondUsual(Math.max(...lates)))
    }
  }
}
