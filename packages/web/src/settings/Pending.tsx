/**
 * Changes that wait to be planned: how many, their destination, and the way on.
 */
import * as Draft from "./Draft.ts"
import type { Held } from "./Held.ts"

/** The bar at the bottom; nothing while nothing is wanted. */
export const Pending = ({ held }: { readonly held: Held }) => {
  const draft = held.draft.value
  const count = draft.size
  const isWrong = held.entries.value.some((entry) => {
    const text = draft.get(entry.key)
    return text !== undefined && Draft.problem(entry, text) !== null
  })
  if (count === 0) return null
  return (
    <div class="pending" role="region" aria-label="Changes that wait">
      <strong>
        {count} {count === 1 ? "change" : "changes"}
      </strong>
      {Draft.hasStored(draft) ? (
        <label>
          <span class="hidden">Where they go</span>
          <select
            value={held.to.value}
            onChange={({ currentTarget }) => (held.to.value = currentTarget.value as "ram" | "eeprom")}
          >
            <option value="ram">RAM: until a restart</option>
            <option value="eeprom">EEPROM: stored</option>
          </select>
        </label>
      ) : null}
      <span class="actions">
        <button type="button" class="plain" onClick={() => (held.draft.value = new Map())}>
          Drop
        </button>
        <button
          type="button"
          class="primary"
          disabled={isWrong}
          onClick={() => void held.flow.plan(Draft.changes(draft, held.entries.value, held.to.value))}
        >
          Review
        </button>
      </span>
    </div>
  )
}
