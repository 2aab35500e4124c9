/**
 * Grid control of all sites that are configured so. One that did not change goes on when the configuration is read again; one
 * that did ends with 0, and begins anew.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type * as Ess from "@vebus/runtime/ess"
import * as Owners from "../commands/Owners.ts"
import * as Refused from "../commands/Refused.ts"
import type { Site } from "../Config.ts"
import * as Feed from "../Feed.ts"
import * as Meters from "../meters/Meters.ts"
import * as Sites from "../Sites.ts"
import * as Follower from "./Follower.ts"

/** Grid control of all sites. */
export class Followers extends Context.Service<
  Followers,
  {
    /**
     * Makes a change of the sites, and grid control what these say: what is not so any more has ended with 0 before, what is
     * new begins afterwards.
     */
    readonly around: (
      sites: Readonly<Record<string, Site>>,
      change: Effect.Effect<void>
    ) => Effect.Effect<void>
    /** Wants a mode at a site; gives the one in force. */
    readonly want: (site: string, mode: Ess.Mode) => Effect.Effect<Ess.Mode, Refused.Refused>
    /** Wants other watts drawn from the grid, `null` for those of the configuration; gives those in force. */
    readonly aim: (site: string, watts: number | null) => Effect.Effect<number | null, Refused.Refused>
    /** The set-point that is held at a site, in watts; `null`: none. */
    readonly held: (site: string) => number | null
    /** Who has the set-points. */
    readonly owners: Owners.Owners
    /** Whether the steps of all go on: what a watchdog wants to know. */
    readonly areAlive: Effect.Effect<boolean>
    /** Ends all of them, with 0. */
    readonly drain: Effect.Effect<void>
  }
>()("@vebus/gateway/Followers") {}

interface Entry {
  readonly key: string
  readonly scope: Scope.Closeable
  readonly follower: Follower.Follower
}

/** How long the end waits for 0 to be acknowledged. */
const REST = "4 seconds"

/** The keys of a site that grid control depends on, as text; `null`: it has none. */
const keyOf = (site: Site | undefined): string | null =>
  site?.ess?.enabled === true ? JSON.stringify([site.port, site.address, site.ess]) : null

/** The surroundings of grid control, besides the sites. */
export interface Options {
  /** The folder of what is kept. */
  readonly state: string
  /** The readings of a meter; over the network unless said otherwise. */
  readonly readings?: typeof Meters.readings
}

/** Grid control of all sites, until the scope closes. */
export const make = ({ state, readings = Meters.readings }: Options) =>
  Effect.gen(function* () {
    const sites = yield* Sites.Sites
    const feed = yield* Feed.Feed
    const source = yield* Feed.Source
    const outer = yield* Effect.scope
    const owners = Owners.make()
    const entries = new Map<string, Entry>()

    const start = (name: string, site: Site, key: string) =>
      Effect.gen(function* () {
        if (site.ess === null) return
        const scope = yield* Scope.fork(outer)
        const follower = yield* Follower.make({
          name,
          site: { ...site, ess: site.ess },
          connected: sites.connected(name),
          isFresh: Effect.map(feed.site(name), (view) => view?.fresh === true),
          owners,
          state,
          readings,
          tell: (phase, message) =>
            source.tell({
              _tag: "Event",
              site: name,
              kind: "ess",
              name: phase,
              active: true,
              message: `grid control is ${phase}: ${message}`
            })
        }).pipe(Scope.provide(scope))
        entries.set(name, { key, scope, follower })
        yield* source.ess(name, follower.look)
      })

    const stop = (name: string) =>
      Effect.suspend(() => {
        const found = entries.get(name)
        entries.delete(name)
        return found === undefined
          ? Effect.void
          : Effect.andThen(Scope.close(found.scope, Exit.void), source.ess(name, Effect.succeed(null)))
      })

    const followerOf = (site: string): Effect.Effect<Follower.Follower, Refused.Refused> =>
      Effect.suspend(() => {
        const found = entries.get(site)
        return found === undefined
          ? Refused.refused(
              "not-following",
              `site "${site}" follows no meter: its "ess" in the configuration enables that`
            )
          : Effect.succeed(found.follower)
      })

    return Followers.of({
      around: (wanted, change) =>
        Effect.gen(function* () {
          const gone = [...entries].filter(([name, { key }]) => keyOf(wanted[name]) !== key)
          yield* Effect.forEach(gone, ([name]) => stop(name), { concurrency: "unbounded", discard: true })
          yield* change
          for (const [name, site] of Object.entries(wanted)) {
            const key = keyOf(site)
            if (key !== null && !entries.has(name)) yield* start(name, site, key)
          }
        }),
      want: (site, mode) => Effect.flatMap(followerOf(site), ({ want }) => want(mode)),
      aim: (site, watts) => Effect.flatMap(followerOf(site), ({ aim }) => aim(watts)),
      held: (site) => entries.get(site)?.follower.held() ?? null,
      owners,
      areAlive: Effect.suspend(() =>
        Effect.map(
          Effect.forEach([...entries.values()], ({ follower }) => follower.isAlive),
          (all) => all.every(Boolean)
        )
      ),
      drain: Effect.suspend(() =>
        Effect.forEach([...entries.keys()], stop, { concurrency: "unbounded", discard: true })
      ).pipe(Effect.timeoutOption(REST), Effect.asVoid)
    })
  })

/** Grid control of all sites; none at first. */
export const layer = (
  options: Options
): Layer.Layer<Followers, never, Sites.Sites | Feed.Feed | Feed.Source> =>
  Layer.effect(Followers, make(options))
