/**
 * How an open statement of the protocol pages is settled: by which command, and what its answer would mean.
 */

/**
 * What it takes: `survey` reads and says it itself; `hands` reads too, while somebody does something at the unit or compares
 * with an instrument; `adapter` changes the adapter's own state; `unit` changes the unit.
 */
export type Needs = "survey" | "hands" | "adapter" | "unit"

/** One open question. */
export interface Entry {
  readonly needs: Needs
  readonly command: string
  /** What may be changed by it, in the adapter and in the unit. */
  readonly changes: string
  readonly ifSo: string
  readonly ifNot: string
}

/** What a survey settles. */
export const survey = (ifNot: string, ifSo = "the page is right for this firmware"): Entry => ({
  needs: "survey",
  command: "vebus survey unit.json",
  changes: "nothing",
  ifSo,
  ifNot
})
