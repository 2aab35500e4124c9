/**
 * The page of a tab. Live is there from the start; the others are loaded when they are first looked at.
 */
import type { ComponentChild } from "preact"
import { Live } from "../live/Live.tsx"
import type { Store } from "../store/Store.ts"
import { later } from "./Later.tsx"
import type { Page } from "./Router.ts"

interface Props {
  readonly store: Store
}

const pages: Readonly<Record<Page, (props: Props) => ComponentChild>> = {
  live: Live,
  history: later(async () => (await import("../history/History.tsx")).History),
  settings: later(async () => (await import("../settings/Settings.tsx")).Settings),
  frames: later(async () => (await import("../frames/Frames.tsx")).Frames),
  doctor: later(async () => (await import("../doctor/Doctor.tsx")).Doctor),
  fleet: later(async () => (await import("../fleet/Fleet.tsx")).Fleet)
}

/** The page. */
export const View = ({ page, store }: { readonly page: Page } & Props) => {
  const Shown = pages[page]
  return <Shown store={store} />
}
