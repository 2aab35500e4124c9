/**
 * The answers of all routes. Reference: gateway.md 3.
 */
import { Assignment } from "@vebus/runtime"
import { Json, Outcomes } from "@vebus/runtime/documents"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiMiddleware } from "effect/http-api"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Accept from "../Accept.ts"
import { Feed } from "../Feed.ts"
import { History, toCsv } from "../History.ts"
import * as Prometheus from "../prometheus/Prometheus.ts"
import type { GridControl, SiteView } from "../SiteView.ts"
import { Api, Sense } from "./Api.ts"
import type { Site } from "./Documents.ts"
import * as Gate from "./Gate.ts"
import { Lookup } from "./Lookup.ts"
import * as Problem from "./Problem.ts"
import * as Stream from "./Stream.ts"

/** The facts about the gateway itself. */
export class About extends Context.Service<
  About,
  { readonly metrics: Effect.Effect<Pick<Prometheus.Options, "build" | "compat">> }
>()("@vebus/gateway/http/About") {}

const MILLIS = 1000
const HOUR_MILLIS = 3_600_000

const siteOf = (
  view: SiteView,
  { allowed, held }: Pick<Gate.Gate["Service"], "allowed" | "held">,
  now: number
): Site => {
  const { site, link, since, fresh, reason, readAt, interval, identity, reading } = view
  const units = identity?.units ?? []
  const limit = reading?.currentLimit ?? null
  return {
    schema: "vebus.site/1",
    site,
    link,
    since: new Date(since).toISOString(),
    fresh,
    reason,
    readingAge: readAt === null ? null : Math.max(0, now - readAt) / MILLIS,
    interval: interval / MILLIS,
    product: units.find(({ product }) => product !== null)?.product ?? null,
    adapter: identity?.adapter.kind ?? null,
    units: units.map(({ address, status, phase, product, firmware }) => ({
      address,
      status,
      phase,
      product,
      firmware
    })),
    capabilities: {
      phases: identity?.phases ?? null,
      inputs: reading?.inputs ?? null,
      limit: limit === null ? null : { minimum: limit.minimum, maximum: limit.maximum }
    },
    essSetpoint: held(site),
    ess: view.ess === null ? null : essOf(view.ess),
    allowed: allowed(site)
  }
}

const essOf = (ess: GridControl): NonNullable<Site["ess"]> => {
  const { phase, message, mode, target, gridPower, unitPower, readings, rejected, setpoints } = ess
  return { state: phase, message, mode, target, gridPower, unitPower, readings, rejected, setpoints }
}

/** A time as a query has it; `null`: it is none. */
const timeOf = (text: string): number | null => {
  const millis = /^\d+$/.test(text) ? Number(text) : /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  // No date is as far away as a number can be.
  return Number.isNaN(new Date(millis).getTime()) ? null : millis
}

const badTime = (key: string, found: string) =>
  Problem.problem(
    400,
    "bad-query",
    `${key}: expected a time like 2026-01-31T12:00:00Z, or milliseconds since 1970, found "${found}"`
  )

const history = (query: {
  readonly site: string
  readonly fields?: string
  readonly from?: string
  readonly to?: string
  readonly points?: number
}) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const to = query.to === undefined ? now : timeOf(query.to)
    if (to === null) return yield* Effect.fail(badTime("to", query.to!))
    const from = query.from === undefined ? to - HOUR_MILLIS : timeOf(query.from)
    if (from === null) return yield* Effect.fail(badTime("from", query.from!))
    const found = yield* Effect.serviceOption(History)
    if (Option.isNone(found)) {
      return yield* Effect.fail(Problem.problem(404, "no-history", "this gateway keeps no history"))
    }
    return yield* found.value
      .query({
        site: query.site,
        from,
        to,
        ...(query.fields === undefined ? {} : { fields: query.fields.split(",") }),
        ...(query.points === undefined ? {} : { points: query.points })
      })
      .pipe(
        Effect.catchTag("BadQuery", ({ message }) => Effect.fail(Problem.problem(400, "bad-query", message))),
        Effect.catchTag("HistoryError", ({ message }) =>
          Effect.fail(Problem.problem(503, "history", message))
        )
      )
  })

const read = HttpApiBuilder.group(Api, "read", (handlers) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const lookup = yield* Lookup
    const gate = yield* Gate.Gate
    const about = yield* About
    const streams = Stream.places()
    const site = (view: SiteView) => Effect.map(Clock.currentTimeMillis, (now) => siteOf(view, gate, now))
    return handlers.handleAll({
      sites: () =>
        Effect.gen(function* () {
          const sites = yield* Effect.forEach(yield* feed.sites, site)
          const history = Option.isSome(yield* Effect.serviceOption(History))
          return { schema: "vebus.sites/1" as const, history, sites }
        }),
      site: ({ params }) => Effect.flatMap(lookup.view(params.site), site),
      reading: ({ params }) =>
        Effect.gen(function* () {
          const { fresh, reading, reason, link } = yield* lookup.view(params.site)
          if (fresh && reading !== null) return Json.plain(reading)
          return yield* Effect.fail(Problem.problem(503, link, reason ?? "there is no fresh reading"))
        }),
      stream: ({ query, headers }) =>
        Effect.gen(function* () {
          if (query.site !== undefined) yield* lookup.view(query.site)
          return yield* streams.take(
            Stream.events(feed, query.site, Stream.lastIdOf(headers["last-event-id"]))
          )
        }),
      settings: ({ params, query }) => lookup.document(params.site, "settings", query.address),
      flags: ({ params, query }) => lookup.document(params.site, "flags", query.address),
      ram: ({ params, query }) => lookup.document(params.site, "ram", query.address),
      info: ({ params }) => lookup.document(params.site, "info", undefined),
      energy: ({ params, query }) => lookup.document(params.site, "energy", query.address),
      backup: ({ params, query }) =>
        Effect.gen(function* () {
          const { version } = (yield* about.metrics).build
          return yield* lookup.backup(params.site, query.address, `vebus ${version}`)
        }),
      doctor: ({ params }) => lookup.doctor(params.site),
      frames: ({ params }) =>
        Effect.flatMap(lookup.connected(params.site), ({ session }) => streams.take(Stream.frames(session))),
      history: ({ query, headers }) =>
        Effect.map(Effect.andThen(lookup.view(query.site), history(query)), (answer) =>
          Accept.isWanted(headers.accept, "text/csv") ? toCsv(answer) : answer
        ),
      metrics: ({ headers }) =>
        Effect.gen(function* () {
          const options = { ...(yield* about.metrics), gateway: yield* Metric.snapshot }
          const { contentType, body } = Prometheus.exposition(yield* feed.sites, options, headers.accept)
          return HttpServerResponse.text(body, { contentType })
        })
    })
  })
)

const change = HttpApiBuilder.group(Api, "change", (handlers) =>
  Effect.gen(function* () {
    const gate = yield* Gate.Gate
    const lookup = yield* Lookup
    return handlers.handleAll({
      access: () => Effect.void,
      undo: ({ params, query }) =>
        Effect.andThen(
          lookup.view(params.site, query.address),
          Effect.mapError(gate.undo(params.site, query.address), Gate.problemOf)
        ),
      plan: ({ params, payload }) =>
        Effect.gen(function* () {
          yield* lookup.view(params.site, payload.address)
          const changes = yield* Effect.mapError(
            Effect.fromResult(Assignment.changesOf(payload)),
            (message) => Problem.problem(400, "bad-value", message)
          )
          return yield* Effect.mapError(gate.plan(params.site, changes, payload.address), Gate.problemOf)
        }),
      steer: ({ params, payload }) =>
        Effect.gen(function* () {
          yield* lookup.view(params.site)
          const [name, value] = Object.entries(payload)[0]!
          yield* Effect.mapError(gate.steer(params.site, `ess_${name}`, value), Gate.problemOf)
          return siteOf(yield* lookup.view(params.site), gate, yield* Clock.currentTimeMillis)
        }),
      execute: ({ params }) =>
        Effect.gen(function* () {
          yield* lookup.view(params.site)
          const { plan, outcomes } = yield* Effect.mapError(
            gate.execute(params.site, params.id),
            Gate.problemOf
          ).pipe(Effect.ensuring(lookup.changed(params.site)))
          return Outcomes.of(plan, outcomes, new Date(yield* Clock.currentTimeMillis).toISOString())
        })
    })
  })
)

const health = HttpApiBuilder.group(Api, "health", (handlers) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const look = Effect.map(feed.sites, (sites) => {
      const stale = Object.fromEntries(sites.map(({ site, reason }) => [site, reason]))
      const isOk = sites.every(({ fresh }) => fresh)
      return { status: isOk ? ("ok" as const) : ("stale" as const), sites: stale }
    })
    return handlers.handleAll({
      healthz: () => look,
      readyz: () =>
        Effect.filterOrFail(
          look,
          ({ status }) => status === "ok",
          ({ sites }) =>
            Problem.problem(
              503,
              "stale",
              `no fresh reading: ${Object.entries(sites)
                .flatMap(([site, reason]) => (reason === null ? [] : `${site}: ${reason}`))
                .join("; ")}`
            )
        )
    })
  })
)

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** Says in words why a request makes no sense. */
const sense = HttpApiMiddleware.layerSchemaErrorTransform(Sense, ({ kind, cause }) => {
  if (kind === "Body" || kind === "ResponseHeaders") {
    return Effect.andThen(
      Effect.logError("an answer does not follow its schema", cause),
      Effect.succeed(HttpServerResponse.empty({ status: 500 }))
    )
  }
  const text = format(cause.issue)
    .issues.map(({ path = [], message }) =>
      [kind.toLowerCase(), ...path.map((part) => String(typeof part === "object" ? part.key : part))]
        .join(".")
        .concat(`: ${message}`)
    )
    .join("; ")
  return Effect.fail(Problem.problem(400, "bad-request", text))
})

/** All handlers, and what makes sense of requests. */
export const layer = Layer.mergeAll(read, change, health).pipe(Layer.provideMerge(sense))
