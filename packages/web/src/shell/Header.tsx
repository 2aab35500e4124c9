/**
 * The unit and its source by name, and what the link does.
 */
import type { Store } from "../store/Store.ts"
import { LinkDot } from "./LinkDot.tsx"
import { SiteChoice } from "./SiteChoice.tsx"
import { Tabs } from "./Tabs.tsx"
import { leave } from "./Visit.ts"

/** The product of the site, as far as it was told. */
const product = ({ state }: Store): string | null => {
  const { sites, site } = state.value
  return sites.find((each) => each.site === site)?.product ?? null
}

/** The bar on top, with the tabs where it has room for them. */
export const Header = ({ store }: { readonly store: Store }) => (
  <header class="header">
    <div class="names">
      <strong class="unit">{product(store) ?? "VE.Bus"}</strong>
      <span class="source">{store.source.label}</span>
    </div>
    <Tabs store={store} />
    <SiteChoice store={store} />
    <LinkDot store={store} />
    {store.source.kind === "gateway" ? null : (
      <button type="button" class="plain" onClick={() => void leave()}>
        Close
      </button>
    )}
  </header>
)
