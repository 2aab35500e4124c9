/**
 * Readings with somebody who notices that they stop: on a line that is bad enough one may take longer than it stays true.
 */
import type * as Reading from "@vebus/codec/reading"
import { staleAfter } from "../Telemetry.ts"

/** Who hears of readings, and of their absence. */
export interface Watcher {
  /** Hears a reading. */
  readonly reading: (reading: Reading.Reading) => void
  /** No reading came for three intervals, ten seconds at least: the last one is no longer of now. Said once each time. */
  readonly silence: () => void
}

/** Passes readings on until they end. `interval` is the time from one to the next, in milliseconds. */
export const watch = async (
  readings: AsyncIterable<Reading.Reading>,
  interval: number,
  { reading, silence }: Watcher
): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    for await (const each of readings) {
      clearTimeout(timer)
      timer = setTimeout(silence, staleAfter(interval))
      reading(each)
    }
  } finally {
    clearTimeout(timer)
  }
}
