/**
 * The families of health: whether what is shown can be believed, what the link counts, and what the gateway itself counts.
 * They stay while nothing fresh is there, since that is what they tell. Reference: integrations.md 2.3.
 */
import type * as Metric from "effect/Metric"
import { type Family, type Figure, type Labels, type Sample, samples, states, type Unit } from "./Family.ts"
import type { SiteView } from "../SiteView.ts"

const LINK_STATES = ["opening", "connected", "asleep", "unplugged", "closed"]
const MILLIS = 1000

/** The units of a site as far as anybody knows them, and which of them answered last. */
const unitsOf = ({ reading, identity }: SiteView): ReadonlyArray<{ address: string; present: boolean }> =>
  (reading?.units ?? identity?.units ?? (reading === null ? [] : [{ ...reading, status: "present" }])).map(
    ({ address, status }) => ({ address: String(address), present: status === "present" })
  )

const upOf = (site: SiteView): ReadonlyArray<Figure> => {
  const units = unitsOf(site)
  return units.length === 0
    ? [[{}, false]]
    : units.map(({ address, present }) => [{ address }, site.fresh && present])
}

const updatedOf = (site: SiteView): ReadonlyArray<Figure> =>
  site.readAt === null || site.reading === null
    ? []
    : unitsOf(site)
        .filter(({ present }) => present)
        .map(({ address }) => [{ address }, site.readAt! / MILLIS])

const gauge = (
  name: string,
  unit: Unit | null,
  help: string,
  sites: ReadonlyArray<SiteView>,
  of: (site: SiteView) => ReadonlyArray<Figure>
): Family => ({
  name: unit === null ? name : `${name}_${unit}`,
  type: "gauge",
  unit,
  help,
  samples: sites.flatMap((site) => samples(of(site), "", { site: site.site }))
})

/** Whether each site is up, and since when it says nothing. */
export const families = (sites: ReadonlyArray<SiteView>): ReadonlyArray<Family> => [
  gauge("vebus_up", null, "1 while there is fresh data of a unit, else 0", sites, upOf),
  gauge(
    "vebus_link_state",
    null,
    "State of the link to the adapter: 1 for the state it is in",
    sites,
    ({ link }) => states("state", LINK_STATES, link)
  ),
  gauge(
    "vebus_last_update_timestamp",
    "seconds",
    "When the last reading of a unit was made, as Unix time",
    sites,
    updatedOf
  )
]

/** The program that shows this. */
export interface Build {
  readonly version: string
  /** Of the sources; `null`: nobody knows. */
  readonly revision: string | null
  /** Name and version of what runs it. */
  readonly runtime: string
}

/** The version of the program, as a family. */
export const build = ({ version, revision, runtime }: Build): Family => ({
  name: "vebus_build_info",
  type: "gauge",
  unit: null,
  help: "Version of the gateway",
  samples: samples([[{ version, ...(revision === null ? {} : { revision }), runtime }, 1]])
})

/** Counters, and the labels that all of them get. */
export interface Counted {
  readonly labels: Labels
  readonly metrics: ReadonlyArray<Metric.Metric.Snapshot>
}

/** A bound of a bucket, in the form that OpenMetrics prescribes. */
const bound = (le: number): string => (Number.isInteger(le) ? le.toFixed(1) : String(le))

type HistogramState = Extract<Metric.Metric.Snapshot, { readonly type: "Histogram" }>["state"]

const histogram = ({ buckets, count, sum }: HistogramState, labels: Labels): ReadonlyArray<Sample> => [
  ...samples(
    [
      ...buckets
        .filter(([le]) => Number.isFinite(le))
        .map(([le, within]): Figure => [{ le: bound(le) }, within]),
      [{ le: "+Inf" }, count]
    ],
    "_bucket",
    labels
  ),
  ...samples([[{}, sum]], "_sum", labels),
  ...samples([[{}, count]], "_count", labels)
]

const samplesOf = (metric: Metric.Metric.Snapshot, labels: Labels): ReadonlyArray<Sample> => {
  switch (metric.type) {
    case "Counter":
      return samples([[{}, Number(metric.state.count)]], "_total", labels)
    case "Gauge":
      return samples([[{}, Number(metric.state.value)]], "", labels)
    case "Histogram":
      return histogram(metric.state, labels)
    default:
      return []
  }
}

const types = { Counter: "counter", Gauge: "gauge", Histogram: "histogram" } as const
const UNITS: ReadonlyArray<Unit> = [
  "volts",
  "amperes",
  "watts",
  "hertz",
  "celsius",
  "ratio",
  "joules",
  "seconds",
  "bytes"
]
/** Only names of our own: Effect may count fibers, too. */
const PREFIX = "vebus_"

/** The families of what was counted with Effect's metrics, by name. */
export const counted = (all: ReadonlyArray<Counted>): ReadonlyArray<Family> => {
  const found = new Map<string, Family & { readonly samples: Array<Sample> }>()
  for (const { labels, metrics } of all) {
    for (const metric of metrics) {
      if (!metric.id.startsWith(PREFIX) || metric.type === "Frequency" || metric.type === "Summary") continue
      const name = metric.type === "Counter" ? metric.id.replace(/_total$/u, "") : metric.id
      const family = found.get(name) ?? {
        name,
        type: types[metric.type],
        unit: UNITS.find((unit) => name.endsWith(`_${unit}`)) ?? null,
        help: metric.description ?? name,
        samples: []
      }
      found.set(name, family)
      family.samples.push(...samplesOf(metric, { ...labels, ...metric.attributes }))
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}
