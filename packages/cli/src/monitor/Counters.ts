/**
 * The counters of the link, from the metrics of this process. Names: integrations.md 2.3.
 */
import { Metrics } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { Counts } from "./State.ts"

/** Outcomes that say something about the link; a unit that refuses has answered. */
const failed: ReadonlyArray<string | undefined> = ["timeout", "failed"]

/** The counts since the program started. */
export const read: Effect.Effect<Counts> = Effect.map(Metric.snapshot, (metrics) => {
  const total = (counter: { readonly id: string }, outcomes?: ReadonlyArray<string | undefined>): number =>
    metrics.reduce(
      (sum, metric) =>
        metric.type === "Counter" &&
        metric.id === counter.id &&
        (outcomes === undefined || outcomes.includes(metric.attributes?.["outcome"]))
          ? sum + Number(metric.state.count)
          : sum,
      0
    )
  return {
    requests: total(Metrics.requests),
    failures: total(Metrics.requests, failed),
    repeats: total(Metrics.retries),
    reconnects: total(Metrics.reconnects)
  }
})
