/**
 * Makes a write plan: (changes, facts) -> plan. Pure. All changes are checked before any is planned to be sent; the first
 * that is refused refuses the plan. Writes go out kind by kind, in the order of `Kinds.ts`. Reference: decisions.md 6;
 * integrations.md 12.
 */
import * as Result from "effect/Result"
import type { ControlError } from "../ControlError.ts"
import * as Kinds from "../Kinds.ts"
import * as Refuse from "../Refuse.ts"
import { SCHEMA, type Write, type WritePlan } from "../WritePlan.ts"
import type { Facts } from "./Facts.ts"

/** The head of a plan: all but its writes and notes. */
export type Head = Omit<WritePlan, "schema" | "writes" | "notes">

/** Makes a plan, or fails with the first refusal. */
export const make = (
  changes: ReadonlyArray<Kinds.Change>,
  facts: Facts,
  head: Head
): Result.Result<WritePlan, ControlError> =>
  Result.gen(function* () {
    yield* unambiguous(changes)
    const writes: Array<Write> = []
    for (const kind of Kinds.all) {
      const own = changes.filter((change) => Kinds.ofChange(change) === kind)
      if (own.length > 0) writes.push(...(yield* kind.plan(own, facts)))
    }
    return { schema: SCHEMA, ...head, writes, notes: notes(facts) }
  })

const unambiguous = (changes: ReadonlyArray<Kinds.Change>): Result.Result<void, ControlError> => {
  const subjects = changes.map(Kinds.subject)
  const twice = subjects.find((subject, index) => subjects.indexOf(subject) < index)
  return twice === undefined
    ? Result.void
    : Refuse.forbidden(twice, "the plan asks for it twice", "Ask for it once")
}

const notes = (facts: Facts): ReadonlyArray<string> => [
  ...(facts.forgotten
    ? ["the adapter has restarted: what was written to RAM only before is taken to be lost"]
    : []),
  ...Kinds.all.flatMap((kind) => kind.notes?.(facts) ?? [])
]
