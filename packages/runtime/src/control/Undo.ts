/**
 * Undo: the changes that take the last plan of a unit back, made from the journal. Pure. What came out, or may have, is
 * taken back, as far as its kind can be. Undoing an undo does it again.
 * Reference: decisions.md 6; integrations.md 12.9.
 */
import * as Result from "effect/Result"
import type { ControlError } from "./ControlError.ts"
import type { Line, Sending } from "./Journal.ts"
import * as Kinds from "./Kinds.ts"
import type { Outcome } from "./Outcome.ts"
import * as Refuse from "./Refuse.ts"

/** A write that was sent, and its outcome; `undefined` when the program ended before it could note it. */
interface Sent {
  readonly line: Sending
  outcome: Outcome | undefined
}

/** The writes that were sent to a unit, oldest first. A plan may have been executed more than once. */
const sentTo = (journal: ReadonlyArray<Line>, unit: string): ReadonlyArray<Sent> => {
  const all: Array<Sent> = []
  const open = new Map<string, Sent>()
  for (const line of journal) {
    const key = `${line.plan}/${line.write}`
    if (line.phase === "sending") {
      const sent: Sent = { line, outcome: undefined }
      open.set(key, sent)
      if (line.unit === unit) all.push(sent)
    } else if (line.phase === "done") {
      const sent = open.get(key)
      if (sent !== undefined) sent.outcome = line.outcome
    }
  }
  return all
}

/** Whether the unit may hold what was written. */
const mayHold = ({ outcome }: Sent): boolean =>
  outcome === undefined || ["Written", "Unknown", "NotVerified"].includes(outcome._tag)

/** The changes that take the last plan of a unit back. */
export const changes = (
  journal: ReadonlyArray<Line>,
  unit: string
): Result.Result<ReadonlyArray<Kinds.Change>, ControlError> => {
  const held = sentTo(journal, unit).filter(mayHold)
  const last = held.at(-1)?.line
  if (last === undefined) {
    return Refuse.forbidden(
      "undo",
      "the journal holds nothing that was written to this unit",
      "There is nothing to undo"
    )
  }
  const actions = held.filter(({ line }) => line.plan === last.plan).map(({ line }) => line.what.action)
  const back = actions.toReversed().flatMap((action) => Kinds.ofAction(action).undo(action, actions))
  return back.length === 0
    ? Refuse.forbidden(last.what.name, "it cannot be taken back", "There is nothing to undo")
    : Result.succeed(back)
}
