/**
 * Asks for the token of the gateway. It is kept for this visit alone.
 */
import { useSignal } from "@preact/signals"
import type { Store } from "../store/Store.ts"

/** The form. */
export const Unlock = ({ store }: { readonly store: Store }) => {
  const token = useSignal("")
  const problem = useSignal<string | null>(null)
  const send = async (event: Event): Promise<void> => {
    event.preventDefault()
    problem.value = null
    const answer = await store.source.ask({ _tag: "Unlock", token: token.value.trim() })
    if (!answer.ok) problem.value = answer.message
  }
  return (
    <form class="card unlock" onSubmit={(event) => void send(event)}>
      <h2>This gateway wants its token</h2>
      <p class="muted">
        It stands in the file that <code>http.token-file</code> names. This tab keeps it until it is closed.
      </p>
      <label>
        Token
        <input
          type="password"
          autocomplete="off"
          value={token.value}
          onInput={({ currentTarget }) => (token.value = currentTarget.value)}
        />
      </label>
      {problem.value === null ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <button type="submit" disabled={token.value.trim() === ""}>
        Continue
      </button>
    </form>
  )
}
