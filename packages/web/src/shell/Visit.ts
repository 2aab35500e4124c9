/**
 * The source of this visit: which one is open, and how the user comes to another.
 */
import { signal } from "@preact/signals"
import * as Clock from "../Clock.ts"
import * as Choose from "../sources/Choose.ts"
import { type Given, openers } from "../sources/Openers.ts"
import { remembering } from "../sources/Remembering.ts"
import type { SourceKind } from "../Source.ts"
import * as Store from "../store/Store.ts"

/** The content of the page: nothing yet, the choice with what went wrong, or a source. */
export type Visit =
  | { readonly _tag: "Begun" }
  | { readonly _tag: "Choosing"; readonly problem: string | null; readonly busy: SourceKind | null }
  | { readonly _tag: "Open"; readonly store: Store.Store }

/** The visit as it stands. */
export const visit = signal<Visit>({ _tag: "Begun" })

const TICK_MILLIS = 1000

const choose = (problem: string | null = null): void => {
  visit.value = { _tag: "Choosing", problem, busy: null }
}

/** Opens a source, or says on the start page why not. */
export const open = async (kind: SourceKind, given: Given = {}): Promise<void> => {
  const opener = openers[kind]
  if (opener === undefined) return choose(`There is no source "${kind}" in this page.`)
  // Where a source is opened at once there is nothing to choose, and nothing to load for a choice.
  if (visit.value._tag === "Choosing") visit.value = { _tag: "Choosing", problem: null, busy: kind }
  try {
    visit.value = { _tag: "Open", store: Store.make(remembering(await opener(given), Clock.now), Clock.now) }
  } catch (error) {
    choose(error instanceof Error ? error.message : String(error))
  }
}

/** Gives the source up, and lets the user choose. */
export const leave = async (): Promise<void> => {
  const { value } = visit
  choose()
  if (value._tag === "Open") await value.store.close()
}

const tick = (): void => {
  if (visit.value._tag === "Open") visit.value.store.tick()
}

/** Begins: the clock of the page, and the source that there is. */
export const begin = async (): Promise<void> => {
  setInterval(tick, TICK_MILLIS)
  // A page that was hidden has to know at once how old its values are.
  document.addEventListener("visibilitychange", tick)
  const kind = Choose.atOnce(location.search, Choose.isServedByGateway())
  if (kind === null) choose()
  else await open(kind)
}
