/**
 * The sheet of a plan: each write with old and new value, where it goes, what may hurt; and a button that says what it does.
 */
import { useSignal } from "@preact/signals"
import type { Answers } from "../Ask.ts"
import * as Words from "./Words.ts"

type Plan = Answers["Plan"]
type Write = Plan["writes"][number]

const WriteRow = ({ write, label }: { readonly write: Write; readonly label: string | undefined }) => (
  <li class={write.unchanged ? "write rest" : "write"}>
    <span class="name">{label ?? write.name}</span>
    <span class="sides">
      <span class="hidden">from </span>
      <del>{write.before}</del>
      <span aria-hidden="true"> → </span>
      <span class="hidden"> to </span>
      <ins>{write.after}</ins>
    </span>
    <span class="place">{Words.placeOf(write)}</span>
    {write.notes.map((note) => (
      <span key={note} class="note">
        {note}
      </span>
    ))}
  </li>
)

/** The warnings of a plan, each to be ticked. */
const Warnings = ({
  texts,
  seen,
  onSeen
}: {
  readonly texts: ReadonlyArray<string>
  readonly seen: ReadonlySet<string>
  readonly onSeen: (text: string, on: boolean) => void
}) => (
  <ul class="warnings">
    {texts.map((text) => (
      <li key={text}>
        <label>
          <input
            type="checkbox"
            checked={seen.has(text)}
            onChange={({ currentTarget }) => onSeen(text, currentTarget.checked)}
          />
          <span>{text}</span>
        </label>
      </li>
    ))}
  </ul>
)

/** The content of the sheet. */
export const PlanSheet = ({
  plan,
  labels,
  isUndo,
  note,
  onApply,
  onClose
}: {
  readonly plan: Plan
  /** Labels of the settings, by name. */
  readonly labels: ReadonlyMap<string, string>
  readonly isUndo: boolean
  readonly note: string | null
  readonly onApply: () => void
  readonly onClose: () => void
}) => {
  const seen = useSignal<ReadonlySet<string>>(new Set())
  const warnings = Words.warningsOf(plan)
  const isSeen = warnings.every((text) => seen.value.has(text))
  return (
    <>
      {note === null ? null : (
        <p class="again" role="alert">
          {note}
        </p>
      )}
      <ul class="writes">
        {plan.writes.map((write) => (
          <WriteRow key={write.name} write={write} label={labels.get(write.name)} />
        ))}
      </ul>
      {plan.eeprom === undefined ? null : <p class="wear">{Words.wear(plan.eeprom)}</p>}
      {plan.notes.map((text) => (
        <p key={text} class="muted">
          {text}
        </p>
      ))}
      {warnings.length === 0 ? null : (
        <Warnings
          texts={warnings}
          seen={seen.value}
          onSeen={(text, on) => {
            const next = new Set(seen.value)
            if (on) next.add(text)
            else next.delete(text)
            seen.value = next
          }}
        />
      )}
      <div class="actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        {Words.isEmpty(plan) ? (
          <p class="muted">Nothing would change.</p>
        ) : (
          <button type="button" class="primary" disabled={!isSeen} onClick={onApply}>
            {Words.action(plan, isUndo)}
          </button>
        )}
      </div>
    </>
  )
}
