/**
 * Which UPS stands for which site. Synology's client asks for a UPS called `ups` and for no other, so that is what the first
 * site is called, unless the configuration says otherwise. Pure. Reference: integrations.md 6.4.
 */
import type { SiteView } from "../SiteView.ts"

/** The name of the first site. */
export const DEFAULT = "ups"

/** A site under the name of its UPS. */
export interface Named {
  readonly ups: string
  readonly site: string
  readonly view: SiteView
}

/** The UPSs of some sites; `names` has the site of each UPS, `null`: nobody said. */
export const of = (
  sites: ReadonlyArray<SiteView>,
  names: Readonly<Record<string, string>> | null
): ReadonlyArray<Named> => {
  if (names !== null)
    return Object.entries(names).flatMap(([ups, site]) => {
      const view = sites.find((each) => each.site === site)
      return view === undefined ? [] : [{ ups, site, view }]
    })
  const isTaken = sites.some(({ site }) => site === DEFAULT)
  return sites.map((view, index) => ({
    ups: index === 0 && !isTaken ? DEFAULT : view.site,
    site: view.site,
    view
  }))
}
