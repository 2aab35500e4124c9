/**
 * A history as CSV, as the gateway gives it: the time, and of each field the mean, the lowest and the highest value. Pure.
 */
import type { History } from "../Ask.ts"

/** The text. */
export const text = ({ time, columns }: History): string =>
  [
    ["time", ...columns.flatMap(({ field }) => [field, `${field}.low`, `${field}.high`])],
    ...time.map((at, row) => [
      at,
      ...columns.flatMap(({ mean, low, high }) =>
        [mean[row], low[row], high[row]].map((value) => value ?? "")
      )
    ])
  ]
    .map((cells) => `${cells.join()}\n`)
    .join("")
