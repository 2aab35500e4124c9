/**
 * A value over time as a row, or several, of bars that stand on zero when positive and hang from it when negative: the
 * newest at the right, nothing where nothing was known.
 */

/** A value and when it was so, in milliseconds. */
export interface Sample {
  readonly at: number
  readonly value: number | null
}

/** Where a chart is drawn, and how. */
export interface Area {
  readonly now: number
  readonly windowMillis: number
  /** How long a value stands while no newer one is there. */
  readonly holdMillis: number
  /** The scale spans at least this much. */
  readonly leastSpan: number
  readonly columns: number
  readonly rows: number
  /** The characters of a bar's end, from low to high, and those of a hanging one, from short to long. */
  readonly levels: string
  readonly depths: string
}

export interface Chart {
  readonly rows: ReadonlyArray<string>
  /** The values of the lower and the upper edge; `null` when nothing is known. */
  readonly range: readonly [number, number] | null
}

/** Draws samples, each column the mean of those within its time. */
export const draw = (samples: ReadonlyArray<Sample>, area: Area): Chart => {
  const { rows, levels, depths, leastSpan } = area
  const means = columnMeans(samples, area)
  const known = means.filter((mean) => mean !== null)
  const [lowest, highest] = scale(known, leastSpan)
  // One row cannot show both signs as bars of their own: there they stand on the lowest value.
  const base = rows === 1 && highest > 0 ? lowest : 0
  const above = rowsAbove(lowest - base, highest - base, rows)
  const perRow =
    Math.max(above > 0 ? (highest - base) / above : 0, above < rows ? (base - lowest) / (rows - above) : 0) ||
    1
  const cell = (mean: number | null, row: number): string => {
    if (mean === null) return " "
    const height = (mean - base) / perRow
    return row < above
      ? part(height - (above - 1 - row), row === above - 1, levels)
      : part(-height - (row - above), row === 0, depths)
  }
  return {
    rows: Array.from({ length: rows }, (_, row) => means.map((mean) => cell(mean, row)).join("")),
    range: known.length === 0 ? null : [base - perRow * (rows - above) + 0, base + perRow * above]
  }
}

/** The ends of a scale with zero and all values in it, made longer at the longer end where it is too short. */
const scale = (values: ReadonlyArray<number>, leastSpan: number): readonly [number, number] => {
  const lowest = Math.min(0, ...values)
  const highest = Math.max(0, ...values)
  if (highest - lowest >= leastSpan) return [lowest, highest]
  return highest >= -lowest ? [lowest, lowest + leastSpan] : [highest - leastSpan, highest]
}

/** How many rows are above zero: in proportion, at least one for each sign that occurs. */
const rowsAbove = (lowest: number, highest: number, rows: number): number => {
  if (lowest === 0) return rows
  if (highest === 0) return 0
  return Math.min(Math.max(1, Math.round((rows * highest) / (highest - lowest))), rows - 1)
}

/** The character of a bar that goes this far into a row. Zero is a line, so that it is not taken for nothing. */
const part = (height: number, isAtZero: boolean, characters: string): string => {
  if (height < 0 || (height === 0 && !isAtZero)) return " "
  return characters[Math.min(characters.length - 1, Math.trunc(height * characters.length))]!
}

/** Columns begin at whole multiples of their length, so that a picture moves on only when a column is full. */
const columnMeans = (
  samples: ReadonlyArray<Sample>,
  { now, windowMillis, holdMillis, columns }: Area
): ReadonlyArray<number | null> => {
  const length = windowMillis / columns
  const first = Math.floor(now / length) - columns + 1
  let next = 0
  let last: Sample | undefined
  return Array.from({ length: columns }, (_, column) => {
    const start = (first + column) * length
    let [sum, known, seen] = [0, 0, 0]
    for (; next < samples.length && samples[next]!.at < start + length; next++) {
      last = samples[next]!
      if (last.at < start) continue
      seen++
      if (last.value === null) continue
      sum += last.value
      known++
    }
    if (known > 0) return sum / known
    return seen === 0 && last !== undefined && start - last.at <= holdMillis ? last.value : null
  })
}
