/**
 * Which site is shown, where the source has several.
 */
import type { Store } from "../store/Store.ts"

/** The choice; nothing where there is one site. */
export const SiteChoice = ({ store }: { readonly store: Store }) => {
  const { sites, site } = store.state.value
  if (sites.length < 2) return null
  return (
    <label class="site">
      <span class="hidden">Site</span>
      <select
        value={site ?? ""}
        onChange={({ currentTarget }) => void store.source.ask({ _tag: "Select", site: currentTarget.value })}
      >
        {sites.map((each) => (
          <option key={each.site} value={each.site}>
            {each.site}
          </option>
        ))}
      </select>
    </label>
  )
}
