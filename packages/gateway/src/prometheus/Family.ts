/**
 * Families of samples, the data behind both exposition formats. A family has one name, one type and one unit; its samples
 * differ in their labels. A figure that is absent has no sample: never 0, never `NaN`.
 * Reference: integrations.md 2.1, 2.2.
 */

/** Label names and their values. */
export type Labels = Readonly<Record<string, string>>

/** The unit at the end of a family's name, always the base unit. */
export type Unit =
  | "volts"
  | "amperes"
  | "watts"
  | "hertz"
  | "celsius"
  | "ratio"
  | "joules"
  | "seconds"
  | "bytes"

/** The ending that a sample adds to the name of its family. */
export type Suffix = "" | "_total" | "_bucket" | "_sum" | "_count"

/** One number with its labels. */
export interface Sample {
  readonly suffix: Suffix
  readonly labels: Labels
  /** Finite, in the unit of the family. */
  readonly value: number
}

/** Samples of one quantity. */
export interface Family {
  /** Ends in the unit, where there is one; without `_total`. */
  readonly name: string
  readonly type: "gauge" | "counter" | "histogram"
  readonly unit: Unit | null
  readonly help: string
  readonly samples: ReadonlyArray<Sample>
}

/** A figure with its labels; `null` and what is no finite number give no sample. */
export type Figure = readonly [labels: Labels, value: number | boolean | null]

/** The samples of figures. */
export const samples = (
  figures: ReadonlyArray<Figure>,
  suffix: Suffix = "",
  common: Labels = {}
): ReadonlyArray<Sample> => {
  const found: Array<Sample> = []
  for (const [labels, value] of figures) {
    const number = typeof value === "boolean" ? Number(value) : value
    if (number === null || !Number.isFinite(number)) continue
    found.push({ suffix, labels: { ...common, ...labels }, value: number })
  }
  return found
}

/**
 * The state in force as a figure for each state: 1 for it, 0 for the others. A state without a name of its own is one
 * more figure; `null` gives none at all.
 */
export const states = (
  label: string,
  names: ReadonlyArray<string>,
  current: string | null
): ReadonlyArray<Figure> => {
  if (current === null) return []
  const all = names.includes(current) ? names : [...names, current]
  return all.map((name) => [{ [label]: name }, name === current])
}
