/**
 * Holds of a set-point that the journal does not see the end of: their program was killed, or could not reach the unit.
 * Pure, but for asking a unit who it is.
 *
 *     holding … done             open, as long as no line says that it ended
 *     ended, and Written         over
 *     ended, and anything else   open: the 0 may not have arrived
 *
 * Since refreshes are not in the journal, nobody can tell from it how long ago the last one was.
 * Reference: protocol.md 6.8; integrations.md 12.14.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import type { Session } from "../../session/Session.ts"
import type { Holding, Line } from "../Journal.ts"
import * as Records from "../Records.ts"

/** A hold without an end. */
export interface OpenHold {
  /** Its last set-point that is not its end. */
  readonly line: Holding
  /** How many set-points the journal has of it, its end among them. */
  readonly count: number
  /** Whether nothing else was written to the unit since. */
  readonly isLatest: boolean
}

/** The holds of all units that the journal does not see the end of, oldest first. */
export const of = (journal: ReadonlyArray<Line>): ReadonlyArray<OpenHold> => {
  const open = new Map<string, { line: Holding; isEnding: boolean; count: number; isLatest: boolean }>()
  for (const line of journal) {
    const hold = open.get(line.plan)
    if (line.phase === "holding") {
      open.set(line.plan, {
        // What is to be ended is what was held, not the 0 that did not arrive.
        line: line.why === "ended" && hold !== undefined ? hold.line : line,
        isEnding: line.why === "ended",
        count: line.write + 1,
        isLatest: true
      })
    } else if (line.phase === "done") {
      if (hold?.isEnding === true && line.outcome._tag === "Written") open.delete(line.plan)
    } else {
      for (const other of open.values()) if (other.line.unit === line.unit) other.isLatest = false
    }
  }
  return [...open.values()].map(({ line, count, isLatest }) => ({ line, count, isLatest }))
}

/** Those of the open holds whose unit is the one that is there now. Asks units only where a hold is open. */
export const there = (
  session: Session,
  holds: ReadonlyArray<OpenHold>
): Effect.Effect<ReadonlyArray<OpenHold>, LinkError> =>
  Effect.filter(holds, ({ line }) =>
    Effect.map(Records.unitKey(session.unit(line.address), session.url), (key) => key === line.unit)
  )
