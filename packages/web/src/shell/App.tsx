/**
 * The whole page: bars above, the page that the address names, tabs.
 */
import type { Store } from "../store/Store.ts"
import { Header } from "./Header.tsx"
import { KindBar } from "./KindBar.tsx"
import { later } from "./Later.tsx"
import { LinkBar } from "./LinkBar.tsx"
import { page, titles } from "./Router.ts"
import { Unlock } from "./Unlock.tsx"
import { View } from "./View.tsx"
import { visit } from "./Visit.ts"

const Opened = ({ store }: { readonly store: Store }) => {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the values
      </a>
      <Header store={store} />
      <KindBar store={store} />
      <LinkBar store={store} />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{titles[page.value]}</h1>
        {store.state.value.locked === null ? (
          <View page={page.value} store={store} />
        ) : (
          <Unlock store={store} />
        )}
      </main>
    </>
  )
}

/** The start page: the page of a gateway does without. */
const Choice = later(async () => (await import("./Start.tsx")).Start)

/** The whole page. */
export const App = () => {
  const { value } = visit
  if (value._tag === "Begun") return null
  return value._tag === "Open" ? <Opened store={value.store} /> : <Choice {...value} />
}
