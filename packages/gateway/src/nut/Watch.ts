/**
 * Keeps an eye on the supply of all sites: each reading counts, a gap ends what was before, an outage is kept for the next run.
 */
import { Monotonic } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Feed } from "../Feed.ts"
import type { FeedEvent } from "../FeedEvent.ts"
import { isReal } from "../RealPort.ts"
import * as Memory from "./Memory.ts"
import * as Outage from "./Outage.ts"
import type * as Status from "./Status.ts"

/** The supplies of all sites. */
export interface Watch {
  /** The outage of a site. */
  readonly of: (site: string) => Outage.Outage
  /** All clients of a site are to shut down. */
  readonly force: (site: string) => Effect.Effect<void>
}

/** How it watches. */
export interface Options {
  /** The folder where outages are kept. */
  readonly state: string
  readonly low: Status.Low
  /** Told of each reading that leaves a battery low on battery. */
  readonly onLow: (site: string) => Effect.Effect<void>
}

/** How often what lasts is written anew, in milliseconds. */
const AGAIN_MILLIS = 10_000

/** Watches until the scope closes. */
export const make = ({ state, low, onLow }: Options): Effect.Effect<Watch, never, Feed | Scope.Scope> =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const outages = new Map<string, Outage.Outage>()
    /** The outages as the file has them. */
    const kept = new Map<string, Outage.Kept>()
    /** The outages as the file shall have them. */
    const current = new Map<string, Outage.Kept | null>()
    /** Sites with a unit behind them: of the others nothing is kept. */
    const real = new Set<string>()
    const changes = yield* Queue.sliding<void>(1)
    let trouble: string | null = null

    const time = yield* Clock.currentTimeMillis
    const begin = yield* Monotonic.millis
    for (const outage of yield* Memory.read(state)) {
      outages.set(outage.site, Outage.recall(outage, time, begin))
      kept.set(outage.site, outage)
    }

    const of = (site: string): Outage.Outage => outages.get(site) ?? Outage.initial

    /** Whether the file says other things than what is so. */
    const isOld = (before: Outage.Kept | null, next: Outage.Kept | null): boolean =>
      next === null || before === null
        ? next !== before
        : next.isLow !== before.isLow ||
          next.isForced !== before.isForced ||
          Math.abs(next.at - before.at) >= AGAIN_MILLIS

    /** Writes what has changed. */
    const keep = Effect.gen(function* () {
      let hasChanged = false
      for (const [site, next] of current) {
        if (!isOld(kept.get(site) ?? null, next)) continue
        hasChanged = true
        if (next === null) kept.delete(site)
        else kept.set(site, next)
      }
      if (!hasChanged) return
      yield* Memory.write(state, [...kept.values()])
      trouble = null
    }).pipe(
      Effect.catch(({ message }) => {
        if (trouble === message) return Effect.void
        trouble = message
        return Effect.logWarning(`an outage is told, and would not be known after a restart: ${message}`)
      }),
      Effect.uninterruptible
    )
    // A disk takes its time, and clients do not wait for it.
    yield* Effect.addFinalizer(() => keep)
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Queue.take(changes), keep)))

    const note = (site: string) =>
      Effect.gen(function* () {
        if (!real.has(site)) return
        current.set(site, Outage.keptOf(site, of(site), yield* Clock.currentTimeMillis))
        yield* Queue.offer(changes, undefined)
      })

    const on = (event: FeedEvent): Effect.Effect<void> =>
      Effect.gen(function* () {
        const { site } = event
        if (event._tag === "Reading") {
          const next = Outage.onReading(of(site), event.reading, low, yield* Monotonic.millis)
          outages.set(site, next)
          if (next.status.isLow) yield* onLow(site)
          if (isReal(event.reading.port)) real.add(site)
          else real.delete(site)
          yield* note(site)
        } else if (event._tag === "State" && !event.fresh) outages.set(site, Outage.onGap(of(site)))
      })

    yield* Effect.forkScoped(Stream.runForEach(feed.events, on), { startImmediately: true })
    // What came before somebody listened.
    for (const { site, fresh, reading } of yield* feed.sites)
      if (fresh && reading !== null)
        outages.set(site, Outage.onReading(of(site), reading, low, yield* Monotonic.millis))

    return {
      of,
      force: (site) =>
        Effect.flatMap(Monotonic.millis, (now) => {
          outages.set(site, Outage.force(of(site), now))
          return note(site)
        })
    }
  })
