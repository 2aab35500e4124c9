/**
 * Which page is shown: the hash of the address (`#/live`), which works under any path and on any host.
 */
import { signal } from "@preact/signals"

/** The pages, in the order of their tabs. */
export const pages = ["live", "history", "settings", "frames", "doctor", "fleet"] as const
/** A page. */
export type Page = (typeof pages)[number]

/** Their names for people. */
export const titles: Readonly<Record<Page, string>> = {
  live: "Live",
  history: "History",
  settings: "Settings",
  frames: "Frames",
  doctor: "Doctor",
  fleet: "Fleet"
}

/** The page of a hash; `live` where it names none. What stands behind a `?` belongs to the page. */
export const pageOf = (hash: string): Page => {
  const [, name] = /^#\/([a-z]+)(?:[/?].*)?$/.exec(hash) ?? []
  return pages.find((page) => page === name) ?? "live"
}

/** The page that is shown. */
export const page = signal<Page>("live")

/** Follows the address from now on. */
export const follow = (): void => {
  const read = (): void => void (page.value = pageOf(location.hash))
  addEventListener("hashchange", read)
  read()
}
