/**
 * Energy of all sites, counted up for years. Readings and the counters of the units are added up (`EnergyTotals.ts`), told
 * to the feed, and kept in a file that a power cut leaves whole: what was counted in the last minute may be lost, and
 * nothing is counted twice. What a simulation or a recording counts is not kept.
 *
 *     energy.json   {"schema":"vebus.energy-totals/1","sites":[{"site":"van","since":…,"batteryCharge":…,…}]}
 *
 * A file that makes no sense is set aside as `energy.json.damaged`, and counting begins anew.
 */
import { rename } from "node:fs/promises"
import { join } from "node:path"
import { Monotonic, StateStore, SystemError } from "@vebus/runtime"
import { DurableFile, LockFile } from "@vebus/runtime/files"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as EnergyTotals from "./EnergyTotals.ts"
import { Feed, Source } from "./Feed.ts"
import type { FeedEvent, ReadingEvent } from "./FeedEvent.ts"
import { isReal } from "./RealPort.ts"
import { type Connected, Sites } from "./Sites.ts"
import { staleAfter } from "./SiteView.ts"

/** The name and version of the form of `energy.json`. */
export const SCHEMA = "vebus.energy-totals/1"

/** The content of `energy.json`. */
export const Kept = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  sites: Schema.Array(Schema.Struct({ site: Schema.String, ...EnergyTotals.EnergyTotals.fields }))
})
export type Kept = typeof Kept.Type

/** Where totals are kept, and how often. */
export interface Options {
  /** The folder of `energy.json`. */
  readonly state: string
}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Kept))
const encode = Schema.encodeEffect(Schema.fromJsonString(Kept))

const KEEP = "1 minute"
const LOOK = "10 seconds"
/** When units that showed no counters are asked again. */
const AGAIN = "10 minutes"
const LOCK_MILLIS = 3000
const none: Kept = { schema: SCHEMA, sites: [] }

/** The totals of all sites in a folder. A file that makes no sense is set aside. */
const read = (state: string): Effect.Effect<Kept, StateStore.StateError> => {
  const path = join(state, "energy.json")
  const failed = (cause: unknown) =>
    new StateStore.StateError({ doing: "read", path, cause: SystemError.textOf(cause) })
  return Effect.gen(function* () {
    const text = yield* Effect.tryPromise({ try: () => DurableFile.read(path), catch: failed })
    if (text === null) return none
    return yield* Effect.catchTag(decode(text), "SchemaError", ({ message }) =>
      Effect.gen(function* () {
        const aside = `${path}.damaged`
        yield* Effect.tryPromise({ try: () => rename(path, aside), catch: failed })
        yield* Effect.logWarning(
          `${path} is no ${SCHEMA} (${message.replaceAll(/\s+/gu, " ")}). It is now ${aside}, and energy is counted from 0`
        )
        return none
      })
    )
  })
}

/** Puts the totals of some sites in place of those in a folder. Other programs may keep other sites there. */
const write = (state: string, sites: Kept["sites"]): Effect.Effect<void, StateStore.StateError> => {
  const path = join(state, "energy.json")
  const trying = (act: () => Promise<void>) =>
    Effect.tryPromise({
      try: act,
      catch: (cause) => new StateStore.StateError({ doing: "write", path, cause: SystemError.textOf(cause) })
    })
  return trying(() => DurableFile.makeFolder(state)).pipe(
    Effect.andThen(
      LockFile.hold(
        join(state, "energy.lock"),
        LOCK_MILLIS
      )(
        Effect.gen(function* () {
          const others = (yield* read(state)).sites.filter(({ site }) =>
            sites.every((own) => own.site !== site)
          )
          const text = yield* Effect.orDie(encode({ schema: SCHEMA, sites: [...others, ...sites] }))
          yield* trying(() => DurableFile.replace(path, `${text}\n`))
        })
      )
    )
  )
}

interface Counting {
  state: EnergyTotals.State
  readonly isReal: boolean
  isKept: boolean
}

/** Counts the energy of all sites, and tells the feed. */
export const layer = ({ state }: Options): Layer.Layer<never, never, Feed | Source | Sites> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const feed = yield* Feed
      const source = yield* Source
      const sites = yield* Sites
      const alone = yield* Semaphore.make(1)
      const counting = new Map<string, Counting>()
      const watches = yield* FiberMap.make<string>()
      const watched = new Map<string, Connected>()
      let trouble: string | null = null

      const say = ({ message }: { readonly message: string }) =>
        Effect.suspend(() => {
          if (trouble === message) return Effect.void
          trouble = message
          return Effect.logWarning(`energy is counted and not kept: ${message}`)
        })

      const kept = yield* Effect.catch(read(state), (error) => Effect.as(say(error), none))
      const known = new Map(kept.sites.map(({ site, ...totals }) => [site, totals]))

      const of = (site: string, port: string): Effect.Effect<Counting> =>
        Effect.gen(function* () {
          const before = counting.get(site)
          if (before !== undefined && before.isReal === isReal(port)) return before
          const begun = isReal(port) ? known.get(site) : undefined
          const totals = begun ?? EnergyTotals.none(yield* Clock.currentTimeMillis)
          const made: Counting = { state: EnergyTotals.from(totals), isReal: isReal(port), isKept: true }
          counting.set(site, made)
          return made
        })

      const onReading = ({ site, reading, at }: ReadingEvent) =>
        Effect.gen(function* () {
          const view = yield* feed.site(site)
          const energy = yield* of(site, reading.port)
          const now = { at: yield* Monotonic.millis, time: at }
          energy.state = EnergyTotals.onReading(energy.state, reading, now, staleAfter(view?.interval ?? 0))
          energy.isKept = false
          yield* source.energy(site, energy.state.totals)
        })

      const on = (event: FeedEvent): Effect.Effect<void> => {
        if (event._tag === "Reading") return onReading(event)
        const energy = counting.get(event.site)
        if (event._tag === "State" && !event.fresh && energy !== undefined)
          energy.state = EnergyTotals.onGap(energy.state)
        return Effect.void
      }

      /** Reads the counters of the units of one session. Those without counters are asked again, in case they only were busy. */
      const watch = (site: string, { session, device }: Connected) =>
        Effect.gen(function* () {
          const energy = yield* of(site, session.url)
          energy.state = EnergyTotals.onWatch(energy.state)
          yield* device.energy().pipe(
            Stream.runForEach(({ total }) =>
              Effect.suspend(() => {
                energy.state = EnergyTotals.onCounters(energy.state, total)
                energy.isKept = false
                return source.energy(site, energy.state.totals)
              })
            )
          )
        }).pipe(Effect.retry(Schedule.spaced(AGAIN)), Effect.ignore)

      /** A watch for each session there is, and none for one that is over. */
      const look = Effect.gen(function* () {
        const names = yield* sites.names
        for (const site of new Set([...watched.keys(), ...names])) {
          const connected = names.includes(site) ? yield* sites.connected(site) : null
          if (connected === (watched.get(site) ?? null)) continue
          yield* FiberMap.remove(watches, site)
          if (!names.includes(site)) counting.delete(site)
          if (connected === null) {
            watched.delete(site)
          } else {
            watched.set(site, connected)
            yield* FiberMap.run(watches, site, watch(site, connected))
          }
        }
      })

      const keep = Effect.gen(function* () {
        const changed = [...counting].filter(([, energy]) => energy.isReal && !energy.isKept)
        if (changed.length === 0) return
        const totals = changed.map(([site, energy]) => ({ site, ...energy.state.totals }))
        yield* write(state, totals)
        for (const [, energy] of changed) energy.isKept = true
        for (const { site, ...rest } of totals) known.set(site, rest)
        trouble = null
      }).pipe(alone.withPermit, Effect.catch(say))

      yield* Effect.addFinalizer(() => keep)
      yield* Effect.forkScoped(Stream.runForEach(feed.events, on), { startImmediately: true })
      yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(LOOK)))
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(KEEP), keep)))
    })
  )
