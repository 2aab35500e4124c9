/**
 * `vebus gateway metrics`: what `GET /metrics` of a gateway would say, of one reading.
 */
import type { SiteView } from "@vebus/gateway"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Connected from "../../command/Connected.ts"
import type { Failure } from "../../look/Look.ts"
import * as Lazy from "../../Lazy.ts"
import { version } from "../../Version.ts"

const flags = {
  ...Connected.flags,
  site: Flag.String("site").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The name of the site, which its samples carry"),
    Flag.filter(
      (name) => /^[a-z0-9_-]{1,32}$/.test(name),
      () => "1 to 32 of a-z, 0-9, _ and -"
    ),
    Flag.withDefault("vebus")
  ),
  openmetrics: Flag.Boolean("openmetrics").pipe(
    Flag.withDescription("OpenMetrics 1.0.0, as Prometheus asks for, instead of the text format 0.0.4"),
    Flag.withDefault(false)
  ),
  compat: Flag.Literals("compat", ["none", "invertergui"]).pipe(
    Flag.withDescription("The names of another exporter too"),
    Flag.withDefault("none" as const)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const INTERVAL_MILLIS = 1000

/** The site behind a port, read once. */
const seen = ({ site, ...input }: Pick<Input, "site" | keyof typeof Connected.flags>) =>
  Effect.gen(function* () {
    const { Metrics, Telemetry } = yield* Lazy.load(() => import("@vebus/runtime"))
    yield* Metrics.begin
    const since = yield* Clock.currentTimeMillis
    const { session, device } = yield* Connected.connect(input)
    const reading = yield* Stream.runHead(Telemetry.readings(session))
    const readAt = yield* Clock.currentTimeMillis
    const identity = yield* Effect.option(device.system)
    const view: SiteView.SiteView = {
      site,
      link: "connected",
      since,
      interval: INTERVAL_MILLIS,
      reading: Option.getOrNull(reading),
      readAt,
      fresh: true,
      reason: null,
      identity: Option.getOrNull(identity),
      energy: null,
      metrics: yield* Metric.snapshot
    }
    return view
  }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))

const handle = ({ openmetrics, compat, ...input }: Input): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const [{ Prometheus }, Stdout] = yield* Lazy.loadAll(() => [
      import("@vebus/gateway"),
      import("../../output/Stdout.ts")
    ])
    const view = yield* seen(input)
    const build = { version, revision: null, runtime: `node ${process.versions.node}` }
    const text = Prometheus.render(
      Prometheus.families([view], { build, compat }),
      openmetrics ? "openmetrics" : "text"
    )
    yield* Stdout.lines(text.trimEnd().split("\n"))
  })

export const metrics = Command.make("metrics", flags, handle).pipe(
  Command.withDescription("Print one reading as Prometheus would scrape it from a gateway."),
  Command.withExamples([
    {
      command: "vebus gateway metrics --port sim: | promtool check metrics",
      description: "Check the exposition of a simulated unit"
    }
  ])
)
