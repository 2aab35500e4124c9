/**
 * What a stretch of plant time came to: how much was asked and answered, how long it took, and the heap on the way.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

export const DAY_SECONDS = 86_400
/** In how many parts a run is cut, after each of which the heap is measured. */
export const PARTS = 6
/** How much the heap may grow from the end of the first part of a run to the end of the last. */
export const TARGET_GROWTH = 0.1
/** The last answers are still on their way when a run ends. */
const ON_THE_WAY = 10
const MEGABYTE = 1_048_576

export interface Run {
  readonly plantSeconds: number
  readonly requests: number
  readonly answers: number
  readonly seconds: number
  /** Bytes of the heap at the start and after each part. */
  readonly heaps: ReadonlyArray<number>
}

setFlagsFromString("--expose-gc")
const sweep = runInNewContext("gc") as () => void

/** Bytes of the heap that are in use once it has been swept. */
export const heapUsed = (): number => {
  sweep()
  return process.memoryUsage().heapUsed
}

/** Whether everything was answered in a heap that did not grow. */
export const isFlat = ({ requests, answers, heaps }: Run): boolean =>
  heaps.at(-1)! / heaps[1]! - 1 < TARGET_GROWTH && requests - answers < ON_THE_WAY

/** How long a whole day takes at the pace of this run. */
export const daySeconds = ({ seconds, plantSeconds }: Run): number => (seconds * DAY_SECONDS) / plantSeconds

const NAME = 40
/** What stands above the rows. */
export const HEADING = `${"".padEnd(NAME)}plant h requests  answers seconds requests/s µs each  day s  heap MB`

/** The run as a row of the table. */
export const row = (name: string, run: Run): string =>
  [
    name.padEnd(NAME),
    (run.plantSeconds / 3600).toFixed(1).padStart(7),
    String(run.requests).padStart(9),
    String(run.answers).padStart(9),
    run.seconds.toFixed(1).padStart(8),
    Math.round(run.requests / run.seconds)
      .toString()
      .padStart(11),
    ((run.seconds / run.requests) * 1e6).toFixed(1).padStart(8),
    daySeconds(run).toFixed(1).padStart(7),
    `  ${run.heaps.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(" ")}`
  ].join("")
