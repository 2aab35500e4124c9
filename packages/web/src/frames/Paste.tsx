/**
 * Bytes that somebody pastes, explained: from a log, a forum, a logic analyser.
 */
import { useSignal } from "@preact/signals"
import type { Explainer } from "./Explainer.ts"
import type { Found } from "./Explained.ts"
import { One } from "./FrameList.tsx"

/** The card. */
export const Paste = ({ explainer }: { readonly explainer: Explainer }) => {
  const text = useSignal("")
  const found = useSignal<Found | null>(null)
  const explain = async (event: Event): Promise<void> => {
    event.preventDefault()
    const [first] = await explainer.explain([{ hex: text.value, dir: null }])
    found.value = first ?? null
  }
  const { value } = found
  return (
    <section class="card" aria-labelledby="paste-title">
      <h2 id="paste-title">Explain bytes</h2>
      <form onSubmit={(event) => void explain(event)}>
        <label>
          Bytes in hexadecimal
          <textarea
            rows={3}
            spellcheck={false}
            placeholder="0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2"
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={text.value.trim() === ""}>
          Explain
        </button>
      </form>
      {value === null ? null : value.ok ? (
        <ol class="list" aria-label="Explained">
          {value.pieces.map((piece, at) => (
            <li key={at}>
              <One piece={piece} />
            </li>
          ))}
        </ol>
      ) : (
        <p class="problem" role="alert">
          {value.message}
        </p>
      )}
    </section>
  )
}
