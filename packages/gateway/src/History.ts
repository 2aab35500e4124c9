/**
 * History: what was read, in a file, at three resolutions, each kept for its time. It never slows or ends anything: readings
 * wait in memory and are written in small batches; a full disk loses the oldest of them, counted; a file that is damaged
 * is set aside under another name, and a new one begun.
 *
 *     history/Fields   which figures     history/Store   the file             history/Query   what it answers
 *     history/Rollup   low, mean, high   history/Keeper  who writes to it     history/Sqlite  what opens it
 *     history/Events   what happened
 *
 * Readings of simulations and recordings are kept in memory, never beside those of a unit. What happens at a
 * site before its first reading waits for that one, which says whether there is a unit.
 *
 * Reference: gateway.md 1, 2.
 */
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Feed } from "./Feed.ts"
import * as Events from "./history/Events.ts"
import * as Fields from "./history/Fields.ts"
import * as Keeper from "./history/Keeper.ts"
import type * as Query from "./history/Query.ts"
import type * as Rollup from "./history/Rollup.ts"
import * as Sqlite from "./history/Sqlite.ts"
import * as Store from "./history/Store.ts"
import { isReal } from "./RealPort.ts"

export { asideOf } from "./history/Keeper.ts"
export { Event } from "./history/Events.ts"
export { fields } from "./history/Fields.ts"
export { Answer, BadQuery, Column, MOST_POINTS, POINTS, type Query, toCsv } from "./history/Query.ts"

/** The file cannot be read now. */
export class HistoryError extends Schema.TaggedError<HistoryError>()("HistoryError", {
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot read the history in ${this.path}: ${this.cause}`
  }
}

/** Where history is kept, and for how long. */
export interface Options {
  readonly path: string
  /** Two days of seconds, 90 days of minutes and ten years of quarters of an hour unless said otherwise. */
  readonly keep?: Partial<Record<Rollup.Resolution, Duration.Input>>
  /** The time between two writes; five seconds unless said otherwise. */
  readonly every?: Duration.Input
  /** So large the file may become, in bytes; as large as the disk unless said otherwise. */
  readonly maximumBytes?: number
}

/** The file of history in a state folder, where no other is named. */
export const defaultPath = (state: string): string => join(state, "history.db")

/** The readings of the past, as far as they are kept. */
export class History extends Context.Service<
  History,
  {
    /** Columns over time, the last reading included. */
    readonly query: (query: Query.Query) => Effect.Effect<Query.Answer, Query.BadQuery | HistoryError>
  }
>()("@vebus/gateway/History") {}

const DAY = Duration.toMillis("1 days")
const usual: Readonly<Record<Rollup.Resolution, number>> = {
  seconds: 2 * DAY,
  minutes: 90 * DAY,
  quarters: 3650 * DAY
}
/** So many events of a site wait for its first reading. */
const WAITING = 100
/** So long at most in memory. */
const brief: Readonly<Record<Rollup.Resolution, number>> = {
  seconds: DAY / 24,
  minutes: DAY,
  quarters: 30 * DAY
}

/** Keeps the readings of the feed. */
export const layer = ({
  path,
  keep = {},
  every = "5 seconds",
  maximumBytes
}: Options): Layer.Layer<History, never, Feed> =>
  Layer.effect(
    History,
    Effect.gen(function* () {
      const feed = yield* Feed
      const kept = {
        seconds: Duration.toMillis(keep.seconds ?? usual.seconds),
        minutes: Duration.toMillis(keep.minutes ?? usual.minutes),
        quarters: Duration.toMillis(keep.quarters ?? usual.quarters)
      }
      const keeper = (place: Pick<Keeper.Place, "path" | "keep">) =>
        Keeper.make({ ...place, every: Duration.toMillis(every), maximumBytes: maximumBytes ?? null })
      const file = yield* keeper({ path, keep: kept })
      const memory = yield* keeper({
        path: Store.MEMORY,
        keep: {
          seconds: Math.min(kept.seconds, brief.seconds),
          minutes: Math.min(kept.minutes, brief.minutes),
          quarters: Math.min(kept.quarters, brief.quarters)
        }
      })
      /** Where a site is kept; while nobody knows, what waits. */
      const places = new Map<string, Keeper.Keeper | { readonly waiting: ReadonlyArray<Events.Row> }>()
      const seen = new Map<string, Events.Seen>()
      const keeperOf = (site: string): Keeper.Keeper => {
        const place = places.get(site)
        return place === undefined || "waiting" in place ? file : place
      }
      /** The place of a site that is not known yet. */
      const unknown = (site: string) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const place = { waiting: [Events.ofGateway(now, true)] }
          places.set(site, place)
          return place
        })

      const happened = (site: string, events: ReadonlyArray<Events.Row>) =>
        Effect.gen(function* () {
          const place = places.get(site) ?? (yield* unknown(site))
          if ("waiting" in place) return void places.set(site, { waiting: joined(place, events) })
          yield* Effect.forEach(events, (event) => place.happened(site, event), { discard: true })
        })

      yield* feed.events.pipe(
        Stream.runForEach((event) =>
          Effect.gen(function* () {
            const { site } = event
            const [next, events] = Events.step(seen.get(site) ?? Events.nothing, event)
            seen.set(site, next)
            if (event._tag === "Reading") {
              const keeper = isReal(event.reading.port) ? file : memory
              const before = places.get(site) ?? (yield* unknown(site))
              places.set(site, keeper)
              if ("waiting" in before) yield* happened(site, before.waiting)
              yield* keeper.take(site, event.at, Fields.valuesOf(event.reading))
            }
            yield* happened(site, events)
          })
        ),
        Effect.forkScoped({ startImmediately: true })
      )
      yield* Effect.addFinalizer(() =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Effect.forEach(
            [...places].filter(([, place]) => !("waiting" in place)),
            ([site]) => happened(site, [Events.ofGateway(now, false)]),
            { discard: true }
          )
        )
      )

      return History.of({
        query: (query) =>
          Effect.suspend(() => keeperOf(query.site).query(query)).pipe(
            Effect.catchTag("SqliteError", (error) => failed(path)(error))
          )
      })
    })
  )

/** What waits, with more: the first is that the gateway started, of the others the newest stay. */
const joined = (
  { waiting: [started, ...waiting] }: { readonly waiting: ReadonlyArray<Events.Row> },
  events: ReadonlyArray<Events.Row>
): ReadonlyArray<Events.Row> => [started!, ...[...waiting, ...events].slice(-WAITING)]

const failed =
  (path: string) =>
  ({ message }: Sqlite.SqliteError): HistoryError =>
    new HistoryError({ path, cause: message })

/** A file of history for reading alone, also while a gateway writes to it. */
export const read = (
  path: string
): Effect.Effect<
  History["Service"] & { readonly sites: Effect.Effect<ReadonlyArray<string>, HistoryError> },
  HistoryError,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const module = yield* Effect.promise(Sqlite.load)
    const trying = <A>(use: () => A) =>
      Effect.mapError(Effect.try({ try: use, catch: Sqlite.failed }), failed(path))
    const store = yield* Effect.acquireRelease(
      trying(() => Store.open(module, path, { readOnly: true })),
      (open) => Effect.sync(open.close)
    )
    return {
      sites: trying(store.sites),
      query: (query) => Keeper.answered(query, (look) => trying(() => look(store)))
    }
  })
