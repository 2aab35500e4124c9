/**
 * A site as a gateway would see it after one reading: what its outputs would say is shown without running one.
 */
import type { SiteView } from "@vebus/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Connected from "../../command/Connected.ts"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../look/Look.ts"
import type { Input } from "./SeenFlags.ts"

const INTERVAL_MILLIS = 1000

/** The site behind a port, read once. */
export const once = ({ site, ...input }: Input): Effect.Effect<SiteView.SiteView, Failure> =>
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
      ess: null,
      metrics: yield* Metric.snapshot
    }
    return view
  }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))
