/**
 * Settings.
 */
import type { Store } from "../store/Store.ts"

/** The page. */
export const Settings = ({ store }: { readonly store: Store }) => (
  <section class="card">
    <h2>Settings</h2>
    <p class="muted">{store.source.label} tells nothing for this page yet.</p>
  </section>
)
