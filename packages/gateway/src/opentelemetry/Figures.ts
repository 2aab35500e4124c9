/**
 * The state of the sites as metrics of OpenTelemetry: the families that Prometheus gets, under dotted names and with units
 * of UCUM. Pure.
 *
 *     vebus_battery_voltage_volts        vebus.battery.voltage   V
 *     vebus_ac_input_frequency_hertz     vebus.ac.input.frequency   Hz
 *     vebus_requests_total               vebus.requests   1
 *
 * A reading that is not fresh has no points. Reference: integrations.md 8; OpenTelemetry, metrics data model.
 */
import type * as Metric from "effect/Metric"
import { OtlpResource, type OtlpMetrics } from "effect/observability"
import type { Unit } from "../prometheus/Family.ts"
import * as Health from "../prometheus/Health.ts"
import type { Family } from "../prometheus/Prometheus.ts"
import * as Readings from "../prometheus/Readings.ts"
import type { SiteView } from "../SiteView.ts"

/** One metric with its points. */
export type Figure =
  OtlpMetrics.MetricsData["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number]

/** When figures were made, in milliseconds since 1970. */
export interface Times {
  /** Since when the exporter counts. */
  readonly started: number
  readonly now: number
}

const units: Readonly<Record<Unit, string>> = {
  volts: "V",
  amperes: "A",
  watts: "W",
  hertz: "Hz",
  celsius: "Cel",
  ratio: "1",
  joules: "J",
  seconds: "s",
  bytes: "By"
}

/** Words that other words stand below. */
const GROUPS =
  /^(?:vebus|ac|input|output|battery|unit|device|request|frames|bytes|link|mqtt|influx|history)$/u
/** Families that have another name there. */
const RENAMED: Readonly<Record<string, string>> = { "vebus.battery.state_of_charge": "vebus.battery.soc" }

/** The dotted name of a family. */
export const nameOf = ({ name, unit }: Pick<Family, "name" | "unit">): string => {
  const words = (unit === null ? name : name.replace(new RegExp(`_${unit}$`, "u"), "")).split("_")
  let text = ""
  let isGroup = true
  for (const [index, word] of words.entries()) {
    text += index === 0 ? word : `${isGroup ? "." : "_"}${word}`
    isGroup &&= GROUPS.test(word)
  }
  return RENAMED[text] ?? text
}

/** Cumulative, in the numbers of the protocol. */
const CUMULATIVE = 2

const nanos = (millis: number): string => `${BigInt(Math.trunc(millis)) * 1_000_000n}`

const attributes = (labels: object) => OtlpResource.entriesToAttributes(Object.entries(labels))

const headOf = (family: Pick<Family, "name" | "unit" | "help">) => ({
  name: nameOf(family),
  description: family.help,
  unit: family.unit === null ? "1" : units[family.unit]
})

const numbers = (family: Family, at: number, { started }: Times): Figure => {
  const dataPoints = family.samples.map(({ labels, value }) => ({
    attributes: attributes(labels),
    ...(family.type === "counter" ? { startTimeUnixNano: nanos(started) } : {}),
    timeUnixNano: nanos(at),
    asDouble: value
  }))
  return {
    ...headOf(family),
    ...(family.type === "counter"
      ? { sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } }
      : { gauge: { dataPoints } })
  }
}

type Histogram = Extract<Metric.Metric.Snapshot, { readonly type: "Histogram" }>

/** Buckets here count what is in each of them, not what is below its bound. */
const histogram = (metric: Histogram, labels: object, { started, now }: Times): Figure => {
  const bounded = metric.state.buckets.filter(([bound]) => Number.isFinite(bound))
  const within = [...bounded.map(([, count]) => count), metric.state.count]
  const unit = Object.keys(units).find((each) => metric.id.endsWith(`_${each}`)) ?? null
  return {
    ...headOf({ name: metric.id, unit: unit as Unit | null, help: metric.description ?? metric.id }),
    histogram: {
      aggregationTemporality: CUMULATIVE,
      dataPoints: [
        {
          attributes: attributes({ ...labels, ...metric.attributes }),
          startTimeUnixNano: nanos(started),
          timeUnixNano: nanos(now),
          count: metric.state.count,
          sum: metric.state.sum,
          bucketCounts: within.map((count, index) => count - (within[index - 1] ?? 0)),
          explicitBounds: bounded.map(([bound]) => bound)
        }
      ]
    }
  }
}

const isHistogram = (metric: Metric.Metric.Snapshot): metric is Histogram => metric.type === "Histogram"

/** Points of one metric belong together. */
const together = (figures: ReadonlyArray<Figure>): ReadonlyArray<Figure> => {
  const found = new Map<string, Figure>()
  for (const figure of figures) {
    const before = found.get(figure.name)
    if (before === undefined) found.set(figure.name, figure)
    else {
      before.gauge?.dataPoints.push(...(figure.gauge?.dataPoints ?? []))
      before.sum?.dataPoints.push(...(figure.sum?.dataPoints ?? []))
      before.histogram?.dataPoints.push(...(figure.histogram?.dataPoints ?? []))
    }
  }
  return [...found.values()]
}

/** All figures that have points: of the sites, and of what the gateway itself has counted. */
export const of = (
  sites: ReadonlyArray<SiteView>,
  gateway: ReadonlyArray<Metric.Metric.Snapshot>,
  times: Times
): ReadonlyArray<Figure> => {
  const counted: ReadonlyArray<Health.Counted> = [
    ...sites.map(({ site, metrics }) => ({ labels: { site }, metrics })),
    { labels: {}, metrics: gateway.filter(({ id }) => id.startsWith("vebus_")) }
  ]
  return together([
    ...sites.flatMap((site) =>
      [...Readings.families([site]), ...Readings.energyFamilies([site])].flatMap((family) =>
        family.samples.length === 0 ? [] : numbers(family, site.readAt ?? times.now, times)
      )
    ),
    ...[...Health.families(sites), ...Health.counted(counted)].flatMap((family) =>
      family.type === "histogram" || family.samples.length === 0 ? [] : numbers(family, times.now, times)
    ),
    ...counted.flatMap(({ labels, metrics }) =>
      metrics.filter(isHistogram).map((metric) => histogram(metric, labels, times))
    )
  ])
}
