/**
 * What a run of so many lines came to.
 */

/** How often each line is read. */
export const INTERVAL_MILLIS = 1000

/** Of many values. */
export interface Spread {
  readonly median: number
  readonly p99: number
  readonly max: number
}

export interface Report {
  readonly lines: number
  readonly readings: number
  /** Readings without a battery or an AC input. */
  readonly missed: number
  readonly framesPerSecond: number
  /** Of one core: the thread of the runtime, and that of the simulators. */
  readonly cpuShare: number
  readonly simulatorShare: number
  /** The heap of the runtime's thread, once swept, beyond what it was before the first line. */
  readonly heapBytes: number
  /** How much later than asked for a timer of the runtime's thread fires. */
  readonly delayMillis: Spread
  /** How much later than the beat of their line readings come. */
  readonly lateMillis: Spread | null
}
