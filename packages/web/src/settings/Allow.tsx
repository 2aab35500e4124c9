/**
 * Whether changes are allowed, and how they are: for this visit, by the user's word or the token of a gateway.
 */
import { useSignal } from "@preact/signals"
import { TokenForm } from "../parts/TokenForm.tsx"
import type { Store } from "../store/Store.ts"
import * as Held from "./Held.ts"

const meaning = {
  serial:
    "This page then may write to the unit on this computer's cable: RAM first, EEPROM only where you say so. Each change is shown before it is sent.",
  demo: "The demo is a simulation: nothing real is changed.",
  gateway: "",
  capture: ""
} as const

/** The card. */
export const Allow = ({ store }: { readonly store: Store }) => {
  const isAsking = useSignal(false)
  const problem = useSignal<string | null>(null)
  const { source } = store
  const { settings } = store.state.value.capabilities
  const allow = async (token: string | null): Promise<void> => {
    problem.value = null
    const answer = await source.ask({ _tag: "Unlock", token })
    if (answer.ok) isAsking.value = false
    else problem.value = answer.message
  }
  if (settings === "write")
    return (
      <div class="allow">
        <span class="muted">Changes are allowed for this visit.</span>
        <button type="button" onClick={() => void Held.of(store).flow.undo()}>
          Undo the last change
        </button>
        <button type="button" class="plain" onClick={() => void source.ask({ _tag: "Lock" })}>
          Read only
        </button>
      </div>
    )
  if (source.kind === "capture") return <p class="muted">A recording is read only.</p>
  return (
    <div class="card allow">
      {isAsking.value && source.kind === "gateway" ? (
        <TokenForm
          why="Changes need the token of this gateway."
          problem={problem.value}
          onToken={(token) => void allow(token)}
        />
      ) : (
        <>
          <span>Read only. {meaning[source.kind]}</span>
          {problem.value === null ? null : (
            <p class="problem" role="alert">
              {problem.value}
            </p>
          )}
          <button
            type="button"
            onClick={() => (source.kind === "gateway" ? (isAsking.value = true) : void allow(null))}
          >
            Allow changes for this visit
          </button>
        </>
      )}
    </div>
  )
}
