/**
 * The traffic of the links of this worker, as the runtime counts it.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { Counters } from "../Source.ts"

/** The counters as they stand. */
export const read: Effect.Effect<Counters> = Effect.map(Metric.snapshot, (metrics) => {
  const total = (name: string): number =>
    metrics
      .filter(({ id, type }) => id === name && type === "Counter")
      .reduce((sum, { state }) => sum + Number((state as { readonly count: number | bigint }).count), 0)
  return {
    frames: total("vebus_frames_received_total"),
    rejected: total("vebus_bytes_skipped_total"),
    retries: total("vebus_request_retries_total"),
    late: total("vebus_late_replies_total"),
    reconnects: total("vebus_reconnects_total")
  }
})
