/**
 * A fuzz run: so many inputs of a seed, all checks on each. The script prints what it counted; the tests run a short one.
 */
import { Hex } from "@vebus/codec"
import { check } from "./Checks.ts"
import { corpus } from "./Corpus.ts"
import { type Figures, none } from "./Figures.ts"
import { input } from "./Inputs.ts"

/** An input for which something does not hold. `seed` and `index` make it again. */
export interface Finding {
  readonly seed: number
  readonly index: number
  readonly what: string
  /** The chunks with their times in milliseconds. */
  readonly chunks: ReadonlyArray<string>
}

export interface Options {
  readonly seed: number
  readonly count: number
  /** The number of the first input. */
  readonly first?: number
  /** Called now and then with the number of inputs done. */
  readonly onProgress?: (done: number) => void
}

const PER_ROW = 40
const STEP = 100_000
const MAX_FINDINGS = 10

/** Runs inputs until all are done or too many findings are made. */
export const fuzz = ({
  seed,
  count,
  first = 0,
  onProgress
}: Options): {
  readonly figures: Figures
  readonly findings: ReadonlyArray<Finding>
} => {
  const frames = corpus(seed, PER_ROW)
  const figures = none()
  const findings: Array<Finding> = []
  for (let index = first; index < first + count && findings.length < MAX_FINDINGS; index++) {
    const made = input(seed, index, frames)
    try {
      check(made, index, figures)
    } catch (error) {
      findings.push({
        seed,
        index,
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
        chunks: made.moments.map(({ at, bytes }) => `${at}: ${Hex.toHex(bytes)}`)
      })
    }
    if ((index + 1) % STEP === 0) onProgress?.(index + 1 - first)
  }
  return { figures, findings }
}
