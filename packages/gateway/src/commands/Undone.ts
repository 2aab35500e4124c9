/**
 * The changes that undo the last one, in values. The journal tells words as they stood in the unit; bounds of the configuration
 * are in the unit of what they bound. A plan of those words says what they are. Pure.
 */
import { Assignment, type Change, type WritePlan } from "@vebus/runtime"
import * as Result from "effect/Result"

/** The same changes, words of settings as the values that a plan of them tells. What has no value stays a word. */
export const inValues = (
  changes: ReadonlyArray<Change.Change>,
  { writes }: WritePlan.WritePlan
): ReadonlyArray<Change.Change> =>
  changes.map((change) => {
    if (change._tag !== "Setting" || !("raw" in change.wanted)) return change
    const told = writes.flatMap(({ action }) =>
      action._tag === "Setting" && action.id === change.id ? action.wanted.text : []
    )
    return told.length === 0
      ? change
      : Result.getOrElse(Assignment.setting(String(change.id), told[0]!, change.to), () => change)
  })
