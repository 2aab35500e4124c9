/**
 * The whole page: bars above, the page that the address names, tabs.
 */
import { signal } from "@preact/signals"
import type { ComponentChild } from "preact"
import type { SourceKind } from "../Source.ts"
import type { Store } from "../store/Store.ts"
import { Header } from "./Header.tsx"
import { KindBar } from "./KindBar.tsx"
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

interface Choosing {
  readonly problem: string | null
  readonly busy: SourceKind | null
}

const start = signal<((props: Choosing) => ComponentChild) | "failed" | null>(null)

/** The start page, loaded where somebody may choose: the page of a gateway does without. */
const Choice = (props: Choosing) => {
  const Start = start.value
  if (Start !== null && Start !== "failed") return <Start {...props} />
  if (Start === null)
    import("./Start.tsx").then(
      (module) => (start.value = module.Start),
      () => (start.value = "failed")
    )
  return (
    <main id="main" class="start">
      <p class="muted">
        {Start === null ? "Loading …" : "The start page could not be loaded: is there a network?"}
      </p>
    </main>
  )
}

/** The whole page. */
export const App = () => {
  const { value } = visit
  if (value._tag === "Begun") return null
  return value._tag === "Open" ? <Opened store={value.store} /> : <Choice {...value} />
}
