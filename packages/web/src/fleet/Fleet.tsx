/**
 * All sites of a source: what their links do, and how old their values are. One that is chosen is shown on the other pages.
 */
import * as Quantity from "../format/Quantity.ts"
import * as Time from "../format/Time.ts"
import { words } from "../parts/LinkWords.ts"
import type { Site } from "../Site.ts"
import type { Store } from "../store/Store.ts"

/** Whether anything is wrong with a site. */
const toneOf = ({ link, reason }: Site): string =>
  link === "connected" ? (reason === null ? "good" : "wait") : link === "opening" ? "wait" : "bad"

const unitsOf = ({ units }: Site): string =>
  units.length < 2 ? "" : `${units.length} units, ${new Set(units.map(({ phase }) => phase)).size} phases`

/** The page. */
export const Fleet = ({ store }: { readonly store: Store }) => {
  const { sites, site } = store.state.value
  const choose = async (name: string): Promise<void> => {
    await store.source.ask({ _tag: "Select", site: name })
    location.hash = "#/live"
  }
  const troubled = sites.filter((each) => toneOf(each) !== "good").length
  return (
    <section class="card fleet">
      <p role="status">
        {sites.length} sites. {troubled === 0 ? "All of them answer." : `${troubled} to look at.`}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Sites">
        <table>
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">Link</th>
              <th scope="col">Unit</th>
              <th scope="col">Last reading</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {sites.map((each) => (
              <tr key={each.site}>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    aria-current={each.site === site ? "true" : undefined}
                    onClick={() => void choose(each.site)}
                  >
                    {each.site}
                  </button>
                </th>
                <td>
                  <span class={`link ${toneOf(each)}`}>
                    <span class="dot" aria-hidden="true" />
                    {words[each.link]}
                  </span>
                </td>
                <td>
                  {each.product ?? Quantity.ABSENT}
                  <span class="muted"> {unitsOf(each)}</span>
                </td>
                <td>
                  {each.readingAge === null ? Quantity.ABSENT : `${Time.span(each.readingAge * 1000)} ago`}
                </td>
                <td class="muted">{each.reason ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
