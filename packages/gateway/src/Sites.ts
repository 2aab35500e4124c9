/**
 * The sites: one session per adapter, each kept going by itself. A site that fails, sleeps or was never there stops no other
 * one; it is tried again for as long as the gateway runs. What is read goes into the feed.
 *
 * A site that was taken out of the configuration ends; one whose interval alone changed goes on with the new one; those that
 * did not change are not touched.
 */
import type * as Reading from "@vebus/codec/reading"
import {
  Control,
  Device,
  Errors,
  Link,
  Metrics,
  Monotonic,
  Retry,
  type Session,
  Telemetry,
  Transport
} from "@vebus/runtime"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Alarms from "./Alarms.ts"
import type { Site as Configured } from "./Config.ts"
import * as Feed from "./Feed.ts"
import * as Ports from "./Ports.ts"
import { type LinkState, staleAfter } from "./SiteView.ts"

/** What a configuration says of the adapter of a site. */
export type Site = Omit<Configured, "ess">

/** The session of a site with its device and controls, while it lives. */
export interface Connected {
  readonly session: Session.Session
  readonly device: Device.Reads
  readonly control: Control.Control["Service"]
}

/** Why a port is not connected yet. */
export interface Failure {
  readonly port: string
  readonly error: Errors.LinkError
}

/** The sessions of all sites, for what asks or changes a unit beside the poll. */
export class Sites extends Context.Service<
  Sites,
  {
    /** The names of the sites, in the order of the configuration. */
    readonly names: Effect.Effect<ReadonlyArray<string>>
    /** A site whose session was connected at least once; `null` before, and where there is none of that name. */
    readonly connected: (site: string) => Effect.Effect<Connected | null>
    /** Why a site has no connection yet, as its last attempt failed; `null`: it is connected, or nothing was tried yet. */
    readonly failure: (site: string) => Effect.Effect<Failure | null>
    /** Makes the sites those of a configuration. What did not change goes on. */
    readonly apply: (sites: Readonly<Record<string, Site>>) => Effect.Effect<void>
    /** Whether the poll of every site goes round: what a watchdog wants to know. A unit that sleeps stops none. */
    readonly areAlive: Effect.Effect<boolean>
  }
>()("@vebus/gateway/Sites") {}

interface Running {
  readonly site: Site
  readonly interval: SubscriptionRef.SubscriptionRef<number>
  readonly metrics: Metric.MetricRegistry
  connected: Connected | null
  failure: Errors.LinkError | null
  /** When its poll last came round, on the clock that does not go back. */
  polledAt: number
}

/** How often the age of all readings is looked at. */
const LOOK = "1 second"
/** When what is connected is asked for again, while a unit does not say it. */
const ASK_AGAIN = "1 minute"
/** How late a poll may be, besides what makes a reading stale, before nobody believes in it any more. */
const LATE_MILLIS = 30_000

const reasons: Record<LinkState, (url: string) => string | null> = {
  opening: (url) => `${url} is being opened`,
  connected: () => null,
  asleep: (url) => `no byte from ${url} for 5 s: the inverter is asleep or the VE.Bus cable is unplugged`,
  unplugged: (url) => `lost ${url}: it is opened again as soon as it is there`,
  closed: (url) => `${url} was closed`
}

/** The state of a link after an error. */
const stateOf = (error: Errors.LinkError): LinkState =>
  error._tag === "TransportError" ? "unplugged" : error.reason._tag === "Asleep" ? "asleep" : "opening"

/** Reads the identities of a site beside its poll: until every unit has answered, and again after each interruption. */
const identities = ({ session, device }: Connected) =>
  session.states.pipe(
    Stream.filter((state) => state === "connected"),
    Stream.switchMap(() =>
      Stream.fromEffectSchedule(Effect.option(device.system), Schedule.spaced(ASK_AGAIN)).pipe(
        Stream.takeUntil(
          (found) => found._tag === "Some" && found.value.units.every(({ status }) => status === "present")
        )
      )
    ),
    Stream.flatMap((found) => (found._tag === "Some" ? Stream.succeed(found.value) : Stream.empty))
  )

const failureOf = (running: Running | undefined): Failure | null =>
  running === undefined || running.failure === null
    ? null
    : { port: running.site.port, error: running.failure }

/** Readings, from the first one on. */
const readings = (session: Session.Session, interval: SubscriptionRef.SubscriptionRef<number>) =>
  // The first reading alone can fail: nothing had answered yet.
  Telemetry.readings(session, { interval }).pipe(Stream.retry(Schedule.spaced("1 second")))

/** Runs the sites until the scope closes. */
export const make: Effect.Effect<Sites["Service"], never, Feed.Source | Ports.Ports | Scope.Scope> =
  Effect.gen(function* () {
    const source = yield* Feed.Source
    const ports = yield* Ports.Ports
    const sites = new Map<string, Running>()
    const fibers = yield* FiberMap.make<string>()
    const oneByOne = Semaphore.makeUnsafe(1)

    const connect = (name: string, running: Running) =>
      Effect.gen(function* () {
        const { port, address } = running.site
        const transport = yield* ports.open(port)
        const cache = ports.cache(port)
        const link = Link.layer({
          wait: true,
          ...(address === null ? {} : { address }),
          onWaiting: (error) => {
            running.failure = error
            return source.link(name, stateOf(error), error.message)
          }
        }).pipe(Layer.provide(Layer.succeed(Transport.Transport)(transport)))
        const services = yield* Layer.build(
          Layer.mergeAll(Device.layer, Control.layer.pipe(Layer.provide(ports.permission(port)))).pipe(
            Layer.provideMerge(cache === null ? link : Layer.provide(link, cache))
          )
        )
        return {
          session: Context.get(services, Link.Link),
          device: Context.get(services, Device.Device),
          control: Context.get(services, Control.Control)
        }
      })

    const take = (name: string, running: Running, reading: Reading.Reading, state: Alarms.State) =>
      Effect.gen(function* () {
        running.polledAt = yield* Monotonic.millis
        yield* source.reading(name, reading)
        const [next, events] = Alarms.step(state, reading)
        yield* Effect.forEach(events, (event) => source.tell({ ...event, site: name }), { discard: true })
        return next
      })

    /** One session. Ends only by failing. */
    const live = (name: string, running: Running) =>
      Effect.gen(function* () {
        yield* Metrics.begin
        const connected = yield* connect(name, running)
        running.failure = null
        const { session } = connected
        running.polledAt = yield* Monotonic.millis
        yield* Effect.acquireRelease(
          Effect.sync(() => (running.connected = connected)),
          () => Effect.sync(() => (running.connected = null))
        )
        // Each attempt to open a lost port passes through "opening": it is lost until it is back.
        const states = Stream.filter(session.states, (state) => state !== "opening")
        yield* Effect.forkScoped(
          Stream.runForEach(states, (state) => source.link(name, state, reasons[state](session.url)))
        )
        const first = yield* Deferred.make<void>()
        // The first reading goes before everything else that can be asked.
        yield* Deferred.await(first).pipe(
          Effect.andThen(
            Stream.runForEach(identities(connected), (identity) => source.identity(name, identity))
          ),
          Effect.forkScoped
        )
        yield* Stream.runFoldEffect(
          readings(session, running.interval),
          () => Alarms.initial,
          (state, reading) =>
            Effect.andThen(Deferred.succeed(first, undefined), take(name, running, reading, state))
        )
      }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, running.metrics))

    const supervised = (name: string, running: Running): Effect.Effect<void> =>
      live(name, running).pipe(
        Effect.catchCause((cause) =>
          Effect.gen(function* () {
            const error = Cause.squash(cause)
            const message = error instanceof Error ? error.message : String(error)
            yield* source.link(name, "closed", message)
            yield* Effect.logWarning(`${name}: ${message}`)
            return yield* Errors.lost(running.site.port, message)
          })
        ),
        Effect.retry(Retry.reconnect),
        Effect.ignore
      )

    const start = (name: string, site: Site) =>
      Effect.gen(function* () {
        const running: Running = {
          site,
          interval: yield* SubscriptionRef.make(site.interval),
          metrics: new Map(),
          connected: null,
          failure: null,
          polledAt: 0
        }
        sites.set(name, running)
        const metrics = Effect.provideService(Metric.snapshot, Metric.MetricRegistry, running.metrics)
        yield* source.add(name, { interval: site.interval, metrics })
        yield* FiberMap.run(fibers, name, supervised(name, running))
      })

    const stop = (name: string) =>
      Effect.gen(function* () {
        sites.delete(name)
        yield* FiberMap.remove(fibers, name)
        yield* source.remove(name)
      })

    const change = (name: string, running: Running, site: Site) =>
      Effect.gen(function* () {
        const { port, address, interval } = running.site
        if (port !== site.port || address !== site.address) {
          yield* stop(name)
          return yield* start(name, site)
        }
        if (interval === site.interval) return
        sites.set(name, Object.assign(running, { site }))
        yield* SubscriptionRef.set(running.interval, site.interval)
        const metrics = Effect.provideService(Metric.snapshot, Metric.MetricRegistry, running.metrics)
        yield* source.add(name, { interval: site.interval, metrics })
      })

    const apply = (wanted: Readonly<Record<string, Site>>) =>
      Effect.gen(function* () {
        for (const name of sites.keys()) if (!(name in wanted)) yield* stop(name)
        for (const [name, site] of Object.entries(wanted)) {
          const running = sites.get(name)
          yield* running === undefined ? start(name, site) : change(name, running, site)
        }
      }).pipe(oneByOne.withPermits(1))

    yield* Effect.forkScoped(Effect.repeat(source.look, Schedule.spaced(LOOK)))

    return Sites.of({
      names: Effect.sync(() => [...sites.keys()]),
      connected: (site) => Effect.sync(() => sites.get(site)?.connected ?? null),
      failure: (site) => Effect.sync(() => failureOf(sites.get(site))),
      apply,
      areAlive: Effect.map(Monotonic.millis, (now) =>
        [...sites.values()].every(
          ({ connected, polledAt, site }) =>
            connected === null || now - polledAt < LATE_MILLIS + 2 * staleAfter(site.interval)
        )
      )
    })
  })

/** Sites, none at first. */
export const layer: Layer.Layer<Sites, never, Feed.Source | Ports.Ports> = Layer.effect(Sites, make)
