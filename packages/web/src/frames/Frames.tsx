/**
 * Frames.
 */
import type { Store } from "../store/Store.ts"

/** The page. */
export const Frames = ({ store }: { readonly store: Store }) => (
  <section class="card">
    <h2>Frames</h2>
    <p class="muted">{store.source.label} tells nothing for this page yet.</p>
  </section>
)
