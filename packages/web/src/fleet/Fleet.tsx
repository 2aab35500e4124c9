/**
 * Fleet.
 */
import type { Store } from "../store/Store.ts"

/** The page. */
export const Fleet = ({ store }: { readonly store: Store }) => (
  <section class="card">
    <h2>Fleet</h2>
    <p class="muted">{store.source.label} tells nothing for this page yet.</p>
  </section>
)
