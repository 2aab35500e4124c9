/**
 * The feed: the last of everything for who comes late, a stream for who listens. `Feed` is what outputs read. `Source` is
 * what fills it: the sites, the totals of energy, the gate of commands.
 *
 * Nobody who listens can hold up who reads a unit: a slow listener loses its oldest events. Events are kept for a minute,
 * so that a listener who was away learns what it missed.
 */
import type * as Reading from "@vebus/codec/reading"
import type { Device } from "@vebus/runtime"
import { LackingInput, Monotonic } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Metric from "effect/Metric"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type * as FeedEvent from "./FeedEvent.ts"
import * as SiteView from "./SiteView.ts"

/** How many events a listener may lag behind before it loses the oldest. */
export const LAG = 256
/** How long events are kept for who comes back, in milliseconds. */
export const KEPT_MILLIS = 60_000

/** The events after one, as far as they are kept. */
export interface Missed {
  readonly events: ReadonlyArray<FeedEvent.FeedEvent>
  /** Whether that is all of them. */
  readonly complete: boolean
}

/** The readings, states and events of all sites, as outputs read them. */
export class Feed extends Context.Service<
  Feed,
  {
    /** All sites, in the order of the configuration. */
    readonly sites: Effect.Effect<ReadonlyArray<SiteView.SiteView>>
    /** One site; `null`: there is none of that name. */
    readonly site: (name: string) => Effect.Effect<SiteView.SiteView | null>
    /** Everything that happens from now on. */
    readonly events: Stream.Stream<FeedEvent.FeedEvent>
    /** Events after the one with this id, then live events, without a gap between the two. */
    readonly eventsSince: (id: number) => Stream.Stream<FeedEvent.FeedEvent>
    /** The id of the newest event. */
    readonly newest: Effect.Effect<number>
    /** Events after the one with this id, and whether some are no longer kept. */
    readonly since: (id: number) => Effect.Effect<Missed>
  }
>()("@vebus/gateway/Feed") {}

/** Fills the feed. A site that is not there is passed over: it was taken out of the configuration meanwhile. */
export class Source extends Context.Service<
  Source,
  {
    /** Adds a site, or gives one another interval. */
    readonly add: (
      site: string,
      options: {
        readonly interval: number
        readonly metrics: Effect.Effect<ReadonlyArray<Metric.Metric.Snapshot>>
      }
    ) => Effect.Effect<void>
    /** Takes a site away. */
    readonly remove: (site: string) => Effect.Effect<void>
    /** A new reading. One that tells nothing is passed over. */
    readonly reading: (site: string, reading: Reading.Reading) => Effect.Effect<void>
    /** The state of the link, and why there is no reading, in words. */
    readonly link: (site: string, state: SiteView.LinkState, reason: string | null) => Effect.Effect<void>
    /** Who is there: the adapter and its units; `null`: not known. */
    readonly identity: (site: string, identity: Device.Identity.Identity | null) => Effect.Effect<void>
    /** The energy totals of a site; `null`: not known. */
    readonly energy: (site: string, totals: SiteView.EnergyTotals | null) => Effect.Effect<void>
    /** How grid control stands, whenever somebody looks. */
    readonly ess: (site: string, look: Effect.Effect<SiteView.GridControl | null>) => Effect.Effect<void>
    /** Looks whether readings went stale since, and says so. */
    readonly look: Effect.Effect<void>
    /** Alarms and outcomes. */
    readonly tell: (
      event: Omit<FeedEvent.AlarmEvent, "id" | "at"> | Omit<FeedEvent.OutcomeEvent, "id" | "at">
    ) => Effect.Effect<void>
  }
>()("@vebus/gateway/Feed/Source") {}

interface Entry {
  interval: number
  link: SiteView.LinkState
  since: number
  linkReason: string | null
  reading: Reading.Reading | null
  readAt: number | null
  /** The same on the clock that does not go back. */
  readAtMonotonic: number
  identity: Device.Identity.Identity | null
  energy: SiteView.EnergyTotals | null
  ess: Effect.Effect<SiteView.GridControl | null>
  metrics: Effect.Effect<ReadonlyArray<Metric.Metric.Snapshot>>
  /** The link state and freshness of the last state event. */
  told: { readonly link: SiteView.LinkState; readonly fresh: boolean; readonly reason: string | null }
}

/** Both sides of one feed. */
export const make: Effect.Effect<Context.Context<Feed | Source>> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const hub = yield* PubSub.sliding<FeedEvent.FeedEvent>(LAG)
  const entries = new Map<string, Entry>()
  let kept: Array<FeedEvent.FeedEvent> = []
  const beginning = clock.currentTimeMillisUnsafe()
  let last = beginning
  /** The newest event that is no longer kept. */
  let forgotten = beginning

  const publish = (event: FeedEvent.Unnumbered, when?: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const at = when ?? clock.currentTimeMillisUnsafe()
      const numbered = { ...event, id: ++last, at } as FeedEvent.FeedEvent
      const old = kept.findIndex((other) => at - other.at <= KEPT_MILLIS)
      const count = old < 0 ? kept.length : old
      if (count > 0) {
        forgotten = kept[count - 1]!.id
        kept = kept.slice(count)
      }
      kept.push(numbered)
      return PubSub.publish(hub, numbered)
    })

  /** The age of the last reading: while a machine sleeps one of the clocks may stand still. */
  const age = ({ readAt, readAtMonotonic }: Entry): number =>
    readAt === null
      ? Number.POSITIVE_INFINITY
      : Math.max(clock.currentTimeMillisUnsafe() - readAt, Monotonic.now(clock) - readAtMonotonic)

  const isFresh = (entry: Entry): boolean =>
    entry.link === "connected" && age(entry) <= SiteView.staleAfter(entry.interval)

  const reasonOf = (entry: Entry): string | null => {
    if (isFresh(entry)) return null
    if (entry.link !== "connected") return entry.linkReason ?? `the link is ${entry.link}`
    if (entry.readAt === null) return "there is no reading yet"
    return "the unit stopped answering: its last reading is too old"
  }

  const tellState = (site: string, entry: Entry): Effect.Effect<void> =>
    Effect.suspend(() => {
      const told = { link: entry.link, fresh: isFresh(entry), reason: reasonOf(entry) }
      const { link, fresh, reason } = entry.told
      if (told.link === link && told.fresh === fresh && told.reason === reason) return Effect.void
      entry.told = told
      return publish({ _tag: "State", site, since: entry.since, ...told })
    })

  const view = (site: string, entry: Entry): Effect.Effect<SiteView.SiteView> =>
    Effect.map(Effect.all([entry.metrics, entry.ess]), ([metrics, ess]) => {
      const { link, since, interval, reading, readAt, identity, energy } = entry
      return {
        site,
        link,
        since,
        interval,
        reading,
        readAt,
        fresh: isFresh(entry),
        reason: reasonOf(entry),
        identity,
        energy,
        ess,
        metrics
      }
    })

  const missed = (id: number): Missed => ({
    events: kept.filter((event) => event.id > id),
    complete: id >= forgotten && id <= last
  })

  const withEntry = (site: string, use: (entry: Entry) => Effect.Effect<void>): Effect.Effect<void> =>
    Effect.suspend(() => {
      const entry = entries.get(site)
      return entry === undefined ? Effect.void : use(entry)
    })

  const feed = Feed.of({
    sites: Effect.suspend(() => Effect.forEach([...entries], ([site, entry]) => view(site, entry))),
    site: (name) =>
      Effect.suspend(() => {
        const entry = entries.get(name)
        return entry === undefined ? Effect.succeed(null) : view(name, entry)
      }),
    events: Stream.fromPubSub(hub),
    eventsSince: (id) =>
      Stream.unwrap(
        Effect.gen(function* () {
          // Subscribed first: what happens meanwhile comes in both, and is passed on once.
          const subscription = yield* PubSub.subscribe(hub)
          const { events } = missed(id)
          const from = events.at(-1)?.id ?? id
          return Stream.concat(
            Stream.fromIterable(events),
            Stream.filter(Stream.fromSubscription(subscription), (event) => event.id > from)
          )
        })
      ),
    newest: Effect.sync(() => last),
    since: (id) => Effect.sync(() => missed(id))
  })

  const source = Source.of({
    add: (site, { interval, metrics }) =>
      Effect.suspend(() => {
        const entry = entries.get(site)
        if (entry !== undefined) {
          entry.interval = interval
          entry.metrics = metrics
          return tellState(site, entry)
        }
        const since = clock.currentTimeMillisUnsafe()
        entries.set(site, {
          interval,
          link: "opening",
          since,
          linkReason: null,
          reading: null,
          readAt: null,
          readAtMonotonic: 0,
          identity: null,
          energy: null,
          ess: Effect.succeed(null),
          metrics,
          told: { link: "opening", fresh: false, reason: null }
        })
        return tellState(site, entries.get(site)!)
      }),
    remove: (site) => Effect.sync(() => void entries.delete(site)),
    reading: (site, found) =>
      withEntry(site, (entry) => {
        if (SiteView.isEmpty(found)) return tellState(site, entry)
        const reading = LackingInput.withoutLackingInput(found, entry.reading)
        entry.reading = reading
        const at = clock.currentTimeMillisUnsafe()
        entry.readAt = at
        entry.readAtMonotonic = Monotonic.now(clock)
        return Effect.andThen(publish({ _tag: "Reading", site, reading }, at), tellState(site, entry))
      }),
    link: (site, state, reason) =>
      withEntry(site, (entry) => {
        if (entry.link !== state) entry.since = clock.currentTimeMillisUnsafe()
        entry.link = state
        entry.linkReason = reason
        return tellState(site, entry)
      }),
    identity: (site, identity) =>
      withEntry(site, (entry) => Effect.sync(() => void (entry.identity = identity))),
    energy: (site, energy) => withEntry(site, (entry) => Effect.sync(() => void (entry.energy = energy))),
    ess: (site, look) => withEntry(site, (entry) => Effect.sync(() => void (entry.ess = look))),
    look: Effect.suspend(() =>
      Effect.forEach([...entries], ([site, entry]) => tellState(site, entry), { discard: true })
    ),
    tell: publish
  })
  return Context.make(Feed, feed).pipe(Context.add(Source, source))
})

/** A feed without sites. */
export const layer: Layer.Layer<Feed | Source> = Layer.effectContext(make)
