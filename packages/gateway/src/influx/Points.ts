/**
 * A site as points of InfluxDB: the figures that Prometheus gets, under the same names without their prefix. Pure.
 *
 *     vebus,site=van                      battery_voltage_volts=26.4,switch_mode="on",led_mains="on",...
 *     vebus,site=van,phase=L1             ac_input_power_watts=230,...
 *     vebus,site=van,address=0,phase=L1   unit_ac_input_power_watts=230,...
 *     vebus,site=van,address=0            device_state="charge",...
 *
 * A value that is not known is no field, and a site without a fresh reading has no points. Reference: integrations.md 1, 8.
 */
import * as Readings from "../prometheus/Readings.ts"
import type { Family, Sample } from "../prometheus/Prometheus.ts"
import type { SiteView } from "../SiteView.ts"
import type { Point, Value } from "./LineProtocol.ts"

/** The measurement of all points. */
export const MEASUREMENT = "vebus"

const PREFIX = "vebus_"
/** Labels that are tags: few values, and worth to be asked for. All others go into the name of the field. */
const TAGS = ["site", "address", "phase"]
/** Labels whose value is what is told, of all that it could be. */
const STATES = ["state", "mode"]
/** Leaves out the facts that never change: they would be stored again and again. */
const isTold = ({ name }: Family): boolean => !name.endsWith("_info")

const identifier = (text: string): string => text.replaceAll("-", "_")

/** The field of a sample; `null` for a state that is not so. */
const fieldOf = ({ name }: Family, { labels, value }: Sample): readonly [string, Value] | null => {
  const rest = Object.entries(labels).filter(([label]) => !TAGS.includes(label))
  const state = rest.find(([label]) => STATES.includes(label))
  const field = [
    name.slice(PREFIX.length),
    ...rest.filter(([label]) => !STATES.includes(label)).map(([, text]) => identifier(text))
  ].join("_")
  if (state === undefined) return [field, value]
  return value === 1 ? [field, state[1]] : null
}

/** The points of a site, one for each phase and unit, and one for the system. */
export const of = (view: SiteView): ReadonlyArray<Point> => {
  const points = new Map<
    string,
    { readonly tags: Record<string, string>; readonly fields: Record<string, Value> }
  >()
  for (const family of [...Readings.families([view]), ...Readings.energyFamilies([view])].filter(isTold)) {
    for (const sample of family.samples) {
      const told = fieldOf(family, sample)
      if (told === null) continue
      const tags = Object.fromEntries(Object.entries(sample.labels).filter(([label]) => TAGS.includes(label)))
      const key = TAGS.map((tag) => tags[tag] ?? "").join(",")
      const point = points.get(key) ?? { tags, fields: {} }
      points.set(key, point)
      point.fields[told[0]] = told[1]
    }
  }
  return [...points.values()].map((point) => ({ ...point, measurement: MEASUREMENT, at: view.readAt ?? 0 }))
}
