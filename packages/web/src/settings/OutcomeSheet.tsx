/**
 * The outcome of each write, as it was read back.
 */
import type { Answers } from "../Ask.ts"
import * as Words from "./Words.ts"

/** The content of the sheet. `onUndo`: takes it back; `null` where that would do it again. */
export const OutcomeSheet = ({
  outcomes,
  labels,
  onUndo,
  onClose
}: {
  readonly outcomes: Answers["Apply"]
  readonly labels: ReadonlyMap<string, string>
  readonly onUndo: (() => void) | null
  readonly onClose: () => void
}) => (
  <>
    <p role="status">
      <strong>{Words.ending(outcomes)}</strong>
    </p>
    <ul class="writes">
      {outcomes.outcomes.map((told) => (
        <li key={told.name} class={Words.isDone(told) ? "write good" : "write bad"}>
          <span class="name">{labels.get(told.name) ?? told.name}</span>
          <span class="sides">{Words.isDone(told) ? told.after : told.before}</span>
          <span class="note">{told.message}</span>
        </li>
      ))}
    </ul>
    <div class="actions">
      {onUndo === null ? null : (
        <button type="button" onClick={onUndo}>
          Undo
        </button>
      )}
      <button type="button" class="primary" onClick={onClose}>
        Done
      </button>
    </div>
  </>
)
