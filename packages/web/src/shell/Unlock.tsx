/**
 * Asks for the token of the gateway before it tells anything.
 */
import { useSignal } from "@preact/signals"
import { TokenForm } from "../parts/TokenForm.tsx"
import type { Store } from "../store/Store.ts"

/** The form. */
export const Unlock = ({ store }: { readonly store: Store }) => {
  const problem = useSignal<string | null>(null)
  const send = async (token: string): Promise<void> => {
    problem.value = null
    const answer = await store.source.ask({ _tag: "Unlock", token })
    if (!answer.ok) problem.value = answer.message
  }
  return (
    <section class="card unlock">
      <h2>This gateway wants its token</h2>
      <TokenForm
        why="It tells nothing without."
        problem={problem.value}
        onToken={(token) => void send(token)}
      />
    </section>
  )
}
