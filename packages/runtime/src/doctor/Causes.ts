/**
 * All causes that the doctor knows, the most fundamental first. To add one, add its row.
 */
import { line } from "./causes/Line.ts"
import { port } from "./causes/Port.ts"
import { system } from "./causes/System.ts"
import type { Facts, Reason, Row } from "./Row.ts"

const rows = { ...port, ...line, ...system }

/** The name of a cause. */
export type Cause = keyof typeof rows

/** Each cause with its row. */
export const all = Object.entries(rows) as ReadonlyArray<readonly [Cause, Row]>

/** The cause behind an error of the link; `undefined` where the reason says all that there is. */
export const behind = (reason: Reason): Row | undefined =>
  all.find(([, { isBehind }]) => isBehind?.(reason) === true)?.[1]

/** The remedy of a cause, in the words of the operating system. */
export const remedyOf = ({ remedy }: Row, facts: Facts): string =>
  typeof remedy === "string" ? remedy : remedy(facts)
