/**
 * Keeps readings in one file, or in memory. Readings wait in memory and are written in small batches, and while the file
 * cannot be written the newest wait on. A damaged file is set aside under another name, and a new one begun.
 */
import { rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { Monotonic } from "@vebus/runtime"
import { DurableFile } from "@vebus/runtime/files"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Events from "./Events.ts"
import * as Query from "./Query.ts"
import * as Rollup from "./Rollup.ts"
import * as Sqlite from "./Sqlite.ts"
import * as Store from "./Store.ts"

/** Where readings are kept, how often they are written, and how long each resolution stays; in milliseconds. */
export interface Place {
  readonly path: string
  readonly every: number
  readonly keep: Readonly<Record<Rollup.Resolution, number>>
  /** So large the file may become; `null`: as large as the disk. */
  readonly maximumBytes: number | null
}

/** Keeps readings until its scope closes. Nothing of it fails but a question. */
export interface Keeper {
  /** Takes the values of a reading that came at a time, milliseconds since 1970. */
  readonly take: (site: string, at: number, values: ReadonlyArray<number | null>) => Effect.Effect<void>
  /** Takes something that happened. */
  readonly happened: (site: string, event: Events.Row) => Effect.Effect<void>
  /** Answers a query; the last reading is included. */
  readonly query: (query: Query.Query) => Effect.Effect<Query.Answer, Query.BadQuery | Sqlite.SqliteError>
}

const dropped = Metric.counter("vebus_history_dropped_total", {
  description: "Readings that history lost because its file could not be written",
  incremental: true
})
const droppedEvents = Metric.counter("vebus_history_events_dropped_total", {
  description: "Events that history lost because its file could not be written",
  incremental: true
})
const setAside = Metric.counter("vebus_history_files_set_aside_total", {
  description: "Damaged files of history that were set aside",
  incremental: true
})

const look = Metric.histogram("vebus_history_blocked_seconds", {
  description: "Time that history held up the program in one piece, for a batch or a question",
  boundaries: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
})

/** The file name that a damaged file gets. */
export const asideOf = (path: string): string => `${path}.damaged`

/** So many readings and so many events of a site wait for a disk to have room again. */
const WAITING = 600
/** So many of a batch are events. */
const EVENTS = 50
const PRUNE_MILLIS = 60_000
const MILLIS = 1000

interface Site {
  waiting: Array<Store.Second>
  readonly spans: Map<Rollup.Rolled, Rollup.Span>
  /** Spans that were not written since something came. */
  unwritten: Map<string, Store.RolledRow>
  readonly events: Array<Store.Happened>
}

const begun = (): Site => ({ waiting: [], spans: new Map(), unwritten: new Map(), events: [] })

const rolled = ["minutes", "quarters"] as const

/** Opens the file, or sets a damaged one aside and begins another. */
const opened = (module: Sqlite.Module, place: Place) =>
  Effect.gen(function* () {
    const { path } = place
    const attempt = Effect.try({
      try: () => Store.open(module, path, { maximumBytes: place.maximumBytes }),
      catch: Sqlite.failed
    })
    return yield* Effect.catchIf(
      attempt,
      ({ isCorrupt, cause }) => isCorrupt || cause instanceof Store.TooNew,
      ({ message }) => Effect.andThen(putAside(path, message), attempt)
    )
  })

const putAside = (path: string, why: string) =>
  Effect.gen(function* () {
    const to = asideOf(path)
    yield* Effect.tryPromise({
      try: async () => {
        await rename(path, to)
        // These belong to that file alone, and would damage the next one.
        await Promise.all(["-wal", "-shm"].map((end) => rm(`${path}${end}`, { force: true })))
      },
      catch: Sqlite.failed
    })
    yield* Metric.update(setAside, 1)
    yield* Effect.logWarning(`${path} cannot be used (${why}). It is now ${to}, and history begins anew`)
  })

/** Begins to keep. What cannot be opened is said, and tried again with each write. */
export const make = Effect.fn("Keeper.make")(function* (
  place: Place
): Effect.fn.Return<Keeper, never, Scope.Scope> {
  const { path, every, keep } = place
  const module = yield* Effect.promise(Sqlite.load)
  const alone = yield* Semaphore.make(1)
  const context = yield* Effect.context<never>()
  const clock = yield* Clock.Clock
  const sites = new Map<string, Site>()
  let store: Store.Store | null = null
  /** The last trouble, which is said once. */
  let trouble: string | null = null

  const close = Effect.sync(() => {
    store?.close()
    store = null
  }).pipe(Effect.ignore)

  const say = ({ message }: Sqlite.SqliteError): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (trouble === message) return Effect.void
      trouble = message
      return Effect.logWarning(
        `history is not written to ${path}: ${message}. It goes on once that is mended`
      )
    })

  /** The file, opened if it is not. */
  const file = Effect.suspend(() =>
    store !== null
      ? Effect.succeed(store)
      : Effect.tryPromise({
          try: async () => path === Store.MEMORY || (await DurableFile.makeFolder(dirname(path))),
          catch: Sqlite.failed
        }).pipe(
          Effect.andThen(opened(module, place)),
          Effect.tap((found) => Effect.sync(() => (store = found)))
        )
  )

  const timed = <A>(act: () => A): A => {
    const begun = Monotonic.now(clock)
    try {
      return act()
    } finally {
      look.updateUnsafe((Monotonic.now(clock) - begun) / MILLIS, context)
    }
  }

  /** Does something with the file. One that turns out to be damaged is set aside. */
  const using = <A>(use: (store: Store.Store) => A): Effect.Effect<A, Sqlite.SqliteError> =>
    Effect.flatMap(file, (open) =>
      Effect.try({ try: () => timed(() => use(open)), catch: Sqlite.failed })
    ).pipe(
      Effect.tapError(({ isCorrupt, message }) =>
        isCorrupt ? Effect.andThen(close, putAside(path, message)) : Effect.void
      )
    )

  /** The span that a site is in: what the file has of it already, where the program began, or its clock went back, within it. */
  const spanOf = (name: string, resolution: Rollup.Rolled, at: number) =>
    Effect.gen(function* () {
      const site = sites.get(name)!
      const start = Rollup.startOf(at, Rollup.lengths[resolution])
      const before = site.spans.get(resolution)
      if (before?.start === start) return before
      const span = Rollup.empty(start)
      const known = yield* Effect.orElseSucceed(
        using((open) => open.secondsFrom(name, start)),
        () => []
      )
      for (const second of known) if (second.at < at) Rollup.add(span, second.values)
      site.spans.set(resolution, span)
      return span
    })

  const take = (name: string, at: number, values: ReadonlyArray<number | null>) =>
    Effect.gen(function* () {
      const site = sites.get(name) ?? begun()
      sites.set(name, site)
      for (const resolution of rolled) {
        const span = yield* spanOf(name, resolution, at)
        Rollup.add(span, values)
        site.unwritten.set(`${resolution} ${span.start}`, {
          resolution,
          site: name,
          start: span.start,
          values: Rollup.row(span)
        })
      }
      const oldest = site.unwritten.keys().next().value
      if (site.unwritten.size > WAITING && oldest !== undefined) site.unwritten.delete(oldest)
      const second = { site: name, at: Rollup.startOf(at, Rollup.lengths.seconds), values }
      if (site.waiting.at(-1)?.at === second.at) site.waiting.pop()
      site.waiting.push(second)
      if (site.waiting.length <= WAITING) return
      site.waiting.shift()
      yield* Metric.update(dropped, 1)
    })

  const happened = (name: string, event: Events.Row) =>
    Effect.suspend(() => {
      const site = sites.get(name) ?? begun()
      sites.set(name, site)
      site.events.push({ site: name, ...event })
      if (site.events.length <= WAITING) return Effect.void
      site.events.shift()
      return Metric.update(droppedEvents, 1)
    })

  /** Writes what waits, a batch a transaction; others have their turn in between. */
  const write = Effect.gen(function* () {
    for (const site of sites.values()) {
      while (site.waiting.length > 0 || site.unwritten.size + site.events.length > 0) {
        const events = site.events.slice(0, EVENTS)
        const seconds = site.waiting.slice(0, Store.ROWS - events.length)
        const spans = [...site.unwritten.values()].slice(0, Store.ROWS - events.length - seconds.length)
        yield* using((open) => open.write(seconds, spans, events))
        site.events.splice(0, events.length)
        site.waiting.splice(0, seconds.length)
        for (const { resolution, start } of spans) site.unwritten.delete(`${resolution} ${start}`)
        yield* Effect.yieldNow
      }
    }
    if (trouble !== null) yield* Effect.logWarning(`history is written to ${path} again`)
    trouble = null
  }).pipe(alone.withPermit, Effect.catch(say))

  /** Takes out what is too old. */
  const prune = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (const name of yield* using((open) => open.sites())) {
      yield* using((open) => open.pruneEvents(name, now - keep.quarters))
      for (const resolution of Object.keys(Rollup.lengths) as ReadonlyArray<Rollup.Resolution>) {
        let isMore = true
        while (isMore) {
          isMore = yield* using((open) => open.prune(resolution, name, now - keep[resolution]))
          yield* Effect.yieldNow
        }
      }
    }
  }).pipe(alone.withPermit, Effect.catch(say))

  yield* Effect.addFinalizer(() => Effect.andThen(write, alone.withPermit(close)))
  yield* Metric.update(dropped, 0)
  yield* Metric.update(droppedEvents, 0)
  yield* Metric.update(setAside, 0)
  yield* alone.withPermit(Effect.catch(file, say))
  yield* Effect.andThen(Effect.sleep(every), write).pipe(Effect.forever, Effect.forkScoped)
  yield* Effect.andThen(prune, Effect.sleep(PRUNE_MILLIS)).pipe(Effect.forever, Effect.forkScoped)

  return {
    take: (site, at, values) => alone.withPermit(take(site, at, values)),
    happened: (site, event) => alone.withPermit(happened(site, event)),
    query: (query) =>
      Effect.andThen(
        write,
        answered(query, (look) => alone.withPermit(using(look)))
      )
  }
})

/**
 * Answers from a file, slice by slice: `use` looks at the file, and others have their turn between two looks.
 */
export const answered = <E>(
  query: Query.Query,
  use: <A>(look: (store: Store.Store) => A) => Effect.Effect<A, E>
): Effect.Effect<Query.Answer, E | Query.BadQuery> =>
  Effect.gen(function* () {
    const oldest = yield* use((store) => store.oldest(query.site))
    const plan = Query.planOf(query, oldest)
    if (plan instanceof Query.BadQuery) return yield* plan
    const slices = yield* Effect.forEach(Query.slicesOf(plan, oldest), (slice) =>
      Effect.andThen(
        Effect.yieldNow,
        use((store) => store.select(slice))
      )
    )
    const events = yield* use((store) => store.events(query.site, query.from, query.to))
    return Query.answerOf(plan, slices, events, query.fields !== undefined)
  })
