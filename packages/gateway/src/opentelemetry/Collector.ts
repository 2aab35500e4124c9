/**
 * The way to a collector: Effect's exporters over an HTTP client that gives up in time, knows the headers of this moment, and
 * says once when the collector is away, and once when it is back.
 *
 * While it is away nothing is kept: an exporter tries four times, then drops what it has and rests for a minute.
 */
import { FetchHttpClient, HttpClient, HttpClientError, HttpClientRequest } from "effect/http"
import { OtlpSerialization } from "effect/observability"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as Redacted from "effect/Redacted"
import * as Headers from "./Headers.ts"

/** Where it is, and who we are there. */
export interface Settings {
  /** Without `/v1/metrics` and the like. */
  readonly endpoint: string
  /** A file with headers, as in `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headersFile: string | null
  readonly headers: Redacted.Redacted | null
  /** The name of the service, by which a collector finds our figures. */
  readonly service: string
  readonly version: string
}

const TIMEOUT = "10 seconds"

const requests = Metric.counter("vebus_opentelemetry_requests_total", {
  description: "Requests to the collector of OpenTelemetry by what became of them: ok, failed",
  incremental: true
})

const transport = (request: HttpClientRequest.HttpClientRequest, description: string) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, description })
  })

const wordsOf = (error: HttpClientError.HttpClientError): string =>
  error.reason._tag === "TransportError" && error.reason.description !== undefined
    ? error.reason.description
    : "no answer"

/** The address of a signal. */
export const urlOf = ({ endpoint }: Settings, signal: "metrics" | "logs" | "traces"): string =>
  `${endpoint.replace(/\/+$/u, "")}/v1/${signal}`

/** The resource attributes of this gateway. */
export const resource = ({ service, version }: Settings) => ({
  serviceName: service,
  serviceVersion: version
})

/** The HTTP client and the serialisation that exporters need. A collector that is away is told once, and once that it is back. */
export const layer = (
  settings: Settings
): Layer.Layer<HttpClient.HttpClient | OtlpSerialization.OtlpSerialization> => {
  const client = Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const bare = yield* HttpClient.HttpClient
      let away: string | null = null
      const tell = (why: string | null): Effect.Effect<void> =>
        Effect.suspend(() => {
          const before = away
          away = why
          if (why === before) return Effect.void
          return Effect.logWarning(
            `the collector at ${settings.endpoint}: ${why === null ? "it takes what it is sent again" : `${why}. What is sent meanwhile is lost`}`
          )
        })
      const ended = (why: string | null): Effect.Effect<void> =>
        Effect.andThen(
          Metric.update(Metric.withAttributes(requests, { outcome: why === null ? "ok" : "failed" }), 1),
          tell(why)
        )
      return bare.pipe(
        HttpClient.mapRequestEffect((request) =>
          Effect.mapBoth(Headers.read(settings.headersFile, settings.headers), {
            onSuccess: (headers) => HttpClientRequest.setHeaders(request, headers),
            onFailure: ({ message }) => transport(request, message)
          })
        ),
        HttpClient.transform((response, request) =>
          response.pipe(
            Effect.timeoutOrElse({
              duration: TIMEOUT,
              orElse: () => Effect.fail(transport(request, "no answer within 10 s"))
            }),
            Effect.tap(({ status }) => ended(status >= 200 && status < 300 ? null : `status ${status}`)),
            Effect.tapError((error) => ended(wordsOf(error)))
          )
        )
      )
    })
  ).pipe(Layer.provide(FetchHttpClient.layer))
  return Layer.merge(client, OtlpSerialization.layerJson)
}
