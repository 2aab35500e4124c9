/**
 * The link in figures: how old the values are, and what went wrong on the line.
 */
import { ABSENT } from "../format/Quantity.ts"
import * as Time from "../format/Time.ts"
import { words } from "../parts/LinkWords.ts"
import type { Counters } from "../Source.ts"
import type { Store } from "../store/Store.ts"

const rows: ReadonlyArray<readonly [key: keyof Counters, name: string]> = [
  ["frames", "Frames received"],
  ["rejected", "Bytes rejected"],
  ["retries", "Requests repeated"],
  ["late", "Late replies"],
  ["reconnects", "Links opened again"]
]

/** The card. */
export const LinkCard = ({ store }: { readonly store: Store }) => {
  const { counters, link, linkSince } = store.state.value
  const age = store.age.value
  return (
    <section class="card link-card" aria-labelledby="link-title">
      <h2 id="link-title">Link</h2>
      <dl class="rows">
        <div>
          <dt>{words[link]}</dt>
          <dd>for {Time.span(store.now.value - linkSince)}</dd>
        </div>
        <div>
          <dt>Age of the values</dt>
          <dd>{age === null ? ABSENT : Time.span(age)}</dd>
        </div>
        {rows.map(([key, name]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{counters?.[key] ?? ABSENT}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
