/**
 * Metrics, logs and traces to a collector of OpenTelemetry, by OTLP over HTTP in JSON. Metrics are those of Prometheus, sent
 * at an interval; logs are what the gateway says; a trace has each request to a unit as one span.
 *
 * Reference: integrations.md 8; OTLP 1.
 */
import { OtlpExporter, OtlpLogger, OtlpResource, OtlpSerialization, OtlpTracer } from "effect/observability"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import type { Config } from "../config/Schema.ts"
import { Feed } from "../Feed.ts"
import * as Collector from "./Collector.ts"
import * as Figures from "./Figures.ts"

/** The collector, and the signals that are sent to it. */
export interface Settings extends Collector.Settings {
  readonly signals: ReadonlyArray<"metrics" | "logs" | "traces">
  /** The time from one export of the metrics to the next, in milliseconds. */
  readonly interval: number
}

/** The settings that a configuration gives for its collector; `null`: it has none. */
export const settingsOf = ({ opentelemetry }: Config, version: string): Settings | null =>
  opentelemetry === null
    ? null
    : {
        endpoint: opentelemetry.endpoint,
        headersFile: opentelemetry["headers-file"],
        headers: opentelemetry.headers,
        service: opentelemetry.service,
        signals: opentelemetry.signals,
        interval: opentelemetry.interval,
        version
      }

const COMPRESSION = "gzip" as const
/** How long the last export may take at the end. */
const LAST = "1 second"
/** So many spans or lines go out at once; what comes sooner than they can go is bounded by that, too. */
const MAX_BATCH = 1000

/** The figures of all sites, until the scope closes. */
export const metrics = (settings: Settings): Layer.Layer<never, never, Feed> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const feed = yield* Feed
      const serialization = yield* OtlpSerialization.OtlpSerialization
      const resource = yield* OtlpResource.fromConfig(Collector.resource(settings))
      const started = yield* Clock.currentTimeMillis
      const exporter = yield* OtlpExporter.make({
        url: Collector.urlOf(settings, "metrics"),
        headers: undefined,
        label: "vebus",
        compression: COMPRESSION,
        // After its rest an exporter begins again with the next round.
        exportInterval: settings.interval,
        maxBatchSize: 1,
        shutdownTimeout: LAST,
        body: (all: Array<ReadonlyArray<Figures.Figure>>) => [
          serialization.metrics({
            resourceMetrics: [
              {
                resource,
                scopeMetrics: [{ scope: { name: "vebus", version: settings.version }, metrics: all.flat() }]
              }
            ]
          }),
          Effect.void
        ]
      })
      const send = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const figures = Figures.of(yield* feed.sites, yield* Metric.snapshot, { started, now })
        if (figures.length > 0) exporter.push(figures)
      })
      yield* Effect.forkScoped(Effect.schedule(send, Schedule.spaced(settings.interval)))
    })
  ).pipe(Layer.provide(OtlpExporter.layerFlusher), Layer.provide(Collector.layer(settings)))

/** Logs and spans of whatever runs with it. */
export const around = (settings: Settings): Layer.Layer<never> => {
  const options = {
    resource: Collector.resource(settings),
    compression: COMPRESSION,
    maxBatchSize: MAX_BATCH,
    shutdownTimeout: LAST
  } as const
  const logs = settings.signals.includes("logs")
    ? OtlpLogger.layer({ ...options, url: Collector.urlOf(settings, "logs"), excludeLogSpans: true })
    : Layer.empty
  const traces = settings.signals.includes("traces")
    ? OtlpTracer.layer({ ...options, url: Collector.urlOf(settings, "traces") })
    : Layer.empty
  return Layer.merge(logs, traces).pipe(Layer.provide(Collector.layer(settings)))
}
