/**
 * Doctor.
 */
import type { Store } from "../store/Store.ts"

/** The page. */
export const Doctor = ({ store }: { readonly store: Store }) => (
  <section class="card">
    <h2>Doctor</h2>
    <p class="muted">{store.source.label} tells nothing for this page yet.</p>
  </section>
)
