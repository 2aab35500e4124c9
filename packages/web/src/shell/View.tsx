/**
 * The page of a tab. Live is there from the start; the others are loaded when they are first looked at.
 */
import { signal } from "@preact/signals"
import type { ComponentChild } from "preact"
import { Live } from "../live/Live.tsx"
import type { Store } from "../store/Store.ts"
import type { Page } from "./Router.ts"

type Component = (props: { readonly store: Store }) => ComponentChild

const load: Readonly<Record<Exclude<Page, "live">, () => Promise<Component>>> = {
  history: async () => (await import("../history/History.tsx")).History,
  settings: async () => (await import("../settings/Settings.tsx")).Settings,
  frames: async () => (await import("../frames/Frames.tsx")).Frames,
  doctor: async () => (await import("../doctor/Doctor.tsx")).Doctor,
  fleet: async () => (await import("../fleet/Fleet.tsx")).Fleet
}

const loaded = signal<Partial<Readonly<Record<Page, Component | "failed">>>>({ live: Live })

const want = (page: Exclude<Page, "live">): void => {
  const put = (found: Component | "failed"): void => {
    loaded.value = { ...loaded.value, [page]: found }
  }
  load[page]().then(put, () => put("failed"))
}

/** The page. */
export const View = ({ page, store }: { readonly page: Page; readonly store: Store }) => {
  const Found = loaded.value[page]
  if (Found === "failed")
    return <p class="problem">This page could not be loaded: reload it, it may be of another version.</p>
  if (Found !== undefined) return <Found store={store} />
  if (page !== "live") want(page)
  return <p class="muted">Loading …</p>
}
