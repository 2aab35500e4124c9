/**
 * History.
 */
import type { Store } from "../store/Store.ts"

/** The page. */
export const History = ({ store }: { readonly store: Store }) => (
  <section class="card">
    <h2>History</h2>
    <p class="muted">{store.source.label} tells nothing for this page yet.</p>
  </section>
)
