/**
 * Documents of a site besides its figures, as JSON: results of commands, events, the state of the link, facts about a unit. Pure.
 * Reference: integrations.md 3.1.
 */
import type * as Metric from "effect/Metric"
import type { CommandResult } from "../commands/Command.ts"
import type * as FeedEvent from "../FeedEvent.ts"
import type { UnitFacts } from "../homeassistant/UnitFacts.ts"
import type * as SiteView from "../SiteView.ts"

const iso = (millis: number): string => new Date(millis).toISOString()

/** The result of a command. */
export const result = ({ command, at, ok, value, warnings, error, message }: CommandResult): string =>
  JSON.stringify({
    schema: "vebus.mqtt.result/1",
    ts: iso(at),
    id: command.id,
    target: command.target,
    wanted: command.value,
    ok,
    value,
    error,
    message,
    warnings
  })

/** An alarm that comes or goes, or a change of the link; `null` for what has a topic of its own. */
export const event = (happened: FeedEvent.FeedEvent): string | null => {
  const head = { schema: "vebus.mqtt.event/1", ts: iso(happened.at) }
  switch (happened._tag) {
    case "Event": {
      const { kind, name, active, message } = happened
      return JSON.stringify({ ...head, kind, name, active, message })
    }
    case "State": {
      const { link, fresh, reason } = happened
      return JSON.stringify({ ...head, kind: "link", name: link, active: fresh, message: reason })
    }
    case "Reading":
    case "Outcome":
      return null
  }
}

/** Counters by name, over all their labels. */
const counters = (metrics: ReadonlyArray<Metric.Metric.Snapshot>): Readonly<Record<string, number>> => {
  const sums = new Map<string, number>()
  for (const metric of metrics) {
    if (metric.type === "Counter")
      sums.set(metric.id, (sums.get(metric.id) ?? 0) + Number(metric.state.count))
  }
  return Object.fromEntries(sums)
}

/** The gateway's own state for a site. */
export const bridge = (
  { site, link, since, interval, fresh, reason, metrics }: SiteView.SiteView,
  { version, startedAt, now }: { readonly version: string; readonly startedAt: number; readonly now: number }
): string =>
  JSON.stringify({
    schema: "vebus.mqtt.bridge/1",
    ts: iso(now),
    site,
    version,
    uptimeSeconds: Math.round((now - startedAt) / 1000),
    link,
    since: iso(since),
    intervalMillis: interval,
    fresh,
    reason,
    counters: counters(metrics)
  })

/** The facts about a unit. */
export const info = (facts: UnitFacts, targets: ReadonlyArray<string>): string => {
  const { address, isHome, home, units, product, firmware, adapter, phases, inputs, limit, shown } = facts
  return JSON.stringify({
    schema: "vebus.mqtt.info/1",
    address,
    carriesSystem: isHome,
    systemAddress: home,
    units,
    product,
    firmware,
    adapter,
    phases,
    inputs,
    currentLimit: limit === null ? null : { minimum: limit.minimum, maximum: limit.maximum },
    figures: [...shown],
    targets
  })
}
