/**
 * A bar that cannot be closed: that what is shown is no real unit, or is of another time.
 */
import type { Store } from "../store/Store.ts"

/** The bar; nothing for a real unit. */
export const KindBar = ({ store: { source } }: { readonly store: Store }) => {
  if (source.kind === "demo")
    return <p class="kind">Demo: a simulated inverter inside this page, no real unit</p>
  if (source.kind === "capture") return <p class="kind">Recording: {source.label}</p>
  return null
}
