/**
 * Which source a page begins with: the one of `?source=`; else the gateway, if it served the page; else the user chooses.
 * Never the demo in place of a real unit.
 */
import { kinds, type SourceKind } from "../Source.ts"

/** The source that an address names; `null`: none. */
export const named = (search: string): SourceKind | null => {
  const found = new URLSearchParams(search).get("source")
  return kinds.find((kind) => kind === found) ?? null
}

/** Whether a gateway served this page: it says so in the page, so that on other hosts nobody asks for what is not there. */
export const isServedByGateway = (): boolean =>
  document.querySelector('meta[name="vebus-host"]')?.getAttribute("content") === "gateway"

/** The source that is opened at once; `null`: the user chooses. A port and a recording are always chosen by hand. */
export const atOnce = (search: string, isGateway: boolean): SourceKind | null => {
  const found = named(search)
  if (found === "gateway" || found === "demo") return found
  return found === null && isGateway ? "gateway" : null
}
