/**
 * Asks for the token of a gateway: once, kept for this visit alone.
 */
import { useSignal } from "@preact/signals"

/** The form. `problem`: what was wrong with the token before. */
export const TokenForm = ({
  why,
  problem,
  onToken
}: {
  /** The use of the token, in a sentence. */
  readonly why: string
  readonly problem: string | null
  readonly onToken: (token: string) => void
}) => {
  const token = useSignal("")
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault()
        onToken(token.value.trim())
      }}
    >
      <p class="muted">
        {why} It stands in the file that <code>http.token-file</code> names. This tab keeps it until it is
        closed.
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
      {problem === null ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" disabled={token.value.trim() === ""}>
        Continue
      </button>
    </form>
  )
}
