/**
 * The answer of `GET /metrics`: a pure function of the sites and the counters.
 *
 *     Readings      what the systems say          Invertergui   the same under the names of invertergui
 *     Ess           grid control
 *     Health        up, link, counters, build     Exposition    the two formats
 *
 * Reference: integrations.md 2.
 */
import type * as Metric from "effect/Metric"
import type { SiteView } from "../SiteView.ts"
import * as Ess from "./Ess.ts"
import * as Exposition from "./Exposition.ts"
import type { Family } from "./Family.ts"
import * as Health from "./Health.ts"
import * as Invertergui from "./Invertergui.ts"
import * as Readings from "./Readings.ts"

export type { Build } from "./Health.ts"
export type { Family, Labels, Sample } from "./Family.ts"
export { contentTypes, type Format, negotiate, render } from "./Exposition.ts"

/** Names of another exporter that are shown as well. */
export type Compat = "none" | "invertergui"

/** The series that are shown besides those of the sites. */
export interface Options {
  readonly build: Health.Build
  /** No other names unless said otherwise. */
  readonly compat?: Compat
  /** The counters of the gateway itself; `vebus_` series alone are shown. */
  readonly gateway?: ReadonlyArray<Metric.Metric.Snapshot>
}

/** All families, those without samples too. */
export const families = (
  sites: ReadonlyArray<SiteView>,
  { build, compat = "none", gateway = [] }: Options
): ReadonlyArray<Family> => [
  ...Health.families(sites),
  ...Readings.families(sites),
  ...Readings.energyFamilies(sites),
  ...Ess.families(sites),
  ...Health.counted([
    ...sites.map(({ site, metrics }) => ({ labels: { site }, metrics })),
    { labels: {}, metrics: gateway }
  ]),
  Health.build(build),
  ...(compat === "invertergui" ? Invertergui.families(sites) : [])
]

/** A body, and what it is. */
export interface Content {
  readonly contentType: string
  readonly body: string
}

/** The exposition in the format that an `Accept` header asks for. */
export const exposition = (sites: ReadonlyArray<SiteView>, options: Options, accept?: string): Content => {
  const format = Exposition.negotiate(accept)
  return {
    contentType: Exposition.contentTypes[format],
    body: Exposition.render(families(sites, options), format)
  }
}
