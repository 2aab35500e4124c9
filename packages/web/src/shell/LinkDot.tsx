/**
 * The state of the link: a dot, a word, and how old the newest value is as soon as it is not of now.
 */
import * as Time from "../format/Time.ts"
import type { Store } from "../store/Store.ts"
import { OLD_MILLIS, words } from "../parts/LinkWords.ts"

const ageText = ({ age }: Store): string | null =>
  age.value === null || age.value < OLD_MILLIS ? null : Time.span(age.value)

/** The dot with its words. */
export const LinkDot = ({ store }: { readonly store: Store }) => {
  const { link } = store.state.value
  const old = ageText(store)
  const isNew = store.state.value.reading === null && (link === "opening" || link === "connected")
  const tone = store.isLive.value ? "good" : isNew ? "wait" : "bad"
  return (
    <div class={`link ${tone}`}>
      <span class="dot" aria-hidden="true" />
      <span role="status">{words[link]}</span>
      {old === null ? null : <span class="age">{old} old</span>}
    </div>
  )
}
