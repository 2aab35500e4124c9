/**
 * The whole page: bars above, the page that the address names, tabs.
 */
import type { Store } from "../store/Store.ts"
import { Doctor } from "../doctor/Doctor.tsx"
import { Fleet } from "../fleet/Fleet.tsx"
import { Frames } from "../frames/Frames.tsx"
import { History } from "../history/History.tsx"
import { Live } from "../live/Live.tsx"
import { Settings } from "../settings/Settings.tsx"
import { Header } from "./Header.tsx"
import { KindBar } from "./KindBar.tsx"
import { LinkBar } from "./LinkBar.tsx"
import { page, type Page, titles } from "./Router.ts"
import { Start } from "./Start.tsx"
import { Tabs } from "./Tabs.tsx"
import { Unlock } from "./Unlock.tsx"
import { visit } from "./Visit.ts"

/** What each page is made of. */
const views: Readonly<Record<Page, (props: { readonly store: Store }) => preact.ComponentChild>> = {
  live: Live,
  history: History,
  settings: Settings,
  frames: Frames,
  doctor: Doctor,
  fleet: Fleet
}

const Opened = ({ store }: { readonly store: Store }) => {
  const View = views[page.value]
  return (
    <>
      <a class="skip" href="#main">
        Skip to the values
      </a>
      <Header store={store} />
      <Tabs store={store} />
      <KindBar store={store} />
      <LinkBar store={store} />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{titles[page.value]}</h1>
        {store.state.value.locked === null ? <View store={store} /> : <Unlock store={store} />}
      </main>
    </>
  )
}

/** The whole page. */
export const App = () => {
  const { value } = visit
  return value._tag === "Open" ? <Opened store={value.store} /> : <Start {...value} />
}
