/**
 * From values to messages: a value again with each reading, its unit with the first, and once `null` when it is no longer
 * known. A path that never had a value is never sent. Pure.
 */
import type { Update } from "./Host.ts"
import type { Row } from "./Paths.ts"

/** The paths that had a value, and whether the last thing sent there was one. */
export type Sent = ReadonlyMap<string, boolean>

/** Nothing was sent. */
export const nothing: Sent = new Map()

/** The update that says these values, and of all others sent before that nobody knows them. */
export const step = (sent: Sent, rows: ReadonlyArray<Row>): readonly [Sent, Update] => {
  const known = rows.filter(({ value }) => value !== null)
  const now = new Set(known.map(({ path }) => path))
  const gone = [...sent].filter(([path, isValue]) => isValue && !now.has(path))
  const meta = known.filter(({ path }) => !sent.has(path)).map(({ path, meta }) => ({ path, value: meta }))
  return [
    new Map([
      ...[...sent.keys()].map((path) => [path, false] as const),
      ...known.map(({ path }) => [path, true] as const)
    ]),
    {
      ...(meta.length === 0 ? {} : { meta }),
      values: [
        ...known.map(({ path, value }) => ({ path, value })),
        ...gone.map(([path]) => ({ path, value: null }))
      ]
    }
  ]
}

/** Whether an update says anything. */
export const isEmpty = ({ values = [], meta = [] }: Update): boolean => values.length + meta.length === 0
