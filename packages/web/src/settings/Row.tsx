/**
 * One setting or flag: what it is, what it is set to, what the unit would have it, and the field to change it in.
 */
import type { Signal } from "@preact/signals"
import * as Draft from "./Draft.ts"
import { type Entry, quantity } from "./Entry.ts"

/** The properties of a row. */
export interface Props {
  readonly entry: Entry
  readonly draft: Signal<Draft.Draft>
  /** The value that acts in RAM since this page wrote it. */
  readonly acting: string | undefined
  readonly isWritable: boolean
}

const rangeText = ({ range, unit }: Entry): string | null =>
  range === null ? null : `${quantity(range.min, "")} to ${quantity(range.max, unit)}`

const Field = ({ entry, draft }: Pick<Props, "entry" | "draft">) => {
  const text = draft.value.get(entry.key) ?? null
  const take = (next: string): void => {
    draft.value = Draft.withText(draft.value, entry, next)
  }
  const wrong = text === null ? null : Draft.problem(entry, text)
  const label = `${entry.label}, new value`
  const id = `field-${entry.key.replace(" ", "-")}`
  return (
    <div class="field">
      {entry.kind === "number" ? (
        <input
          type="text"
          id={id}
          inputMode="decimal"
          aria-label={label}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : `${id}-wrong`}
          placeholder={entry.value}
          value={text ?? ""}
          onInput={({ currentTarget: { value } }) => take(value.trim() === "" ? entry.value : value)}
        />
      ) : (
        <select
          id={id}
          aria-label={label}
          value={text ?? entry.value}
          onChange={({ currentTarget }) => take(currentTarget.value)}
        >
          {entry.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
      {text === null ? null : (
        <button type="button" class="plain" onClick={() => take(entry.value)}>
          Keep<span class="hidden"> {entry.label}</span>
        </button>
      )}
      {wrong === null ? null : (
        <p class="problem" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}

/** The row. */
export const Row = ({ entry, draft, acting, isWritable }: Props) => {
  const { id, kind, name, label, value, defaultText, isChanged, needsRestart, fixed } = entry
  const facts = [
    rangeText(entry),
    defaultText === null ? null : `default ${defaultText}`,
    needsRestart ? "acts after a restart" : null
  ].filter((text) => text !== null)
  return (
    <li class={draft.value.has(entry.key) ? "setting wanted" : "setting"}>
      <div class="what">
        <span class="label">{label}</span>
        <span class="muted">
          {name}, {kind === "flag" ? "flag" : "setting"} {id}
        </span>
      </div>
      <div class="now">
        <span class="value">{value}</span>
        {isChanged ? <span class="mark">changed</span> : null}
        {acting === undefined ? null : <span class="mark ram">{acting} in RAM</span>}
        <span class="muted">{facts.join(" · ")}</span>
      </div>
      {fixed !== null ? (
        <p class="fixed muted">{fixed}</p>
      ) : isWritable ? (
        <Field entry={entry} draft={draft} />
      ) : null}
    </li>
  )
}
