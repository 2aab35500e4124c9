/**
 * The tabs, one for each page. Fleet only where there are several sites.
 */
import type { Store } from "../store/Store.ts"
import { page, pages, titles } from "./Router.ts"

/** The tabs. */
export const Tabs = ({ store }: { readonly store: Store }) => {
  const shown = pages.filter((each) => each !== "fleet" || store.state.value.sites.length > 1)
  return (
    <nav class="tabs" aria-label="Pages">
      {shown.map((each) => (
        <a key={each} href={`#/${each}`} aria-current={each === page.value ? "page" : undefined}>
          {titles[each]}
        </a>
      ))}
    </nav>
  )
}
