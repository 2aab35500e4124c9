/**
 * The infos of a device by way of the `Cache`, so that they are known when a program starts again.
 *
 * The number of a version does not tell every firmware apart. Therefore the first info that is needed is asked for
 * though it is cached; when the device says something else, all that was cached is discarded. What is new is put into
 * the cache a little later, many at once, and when the scope closes. Reference: decisions.md 6, 10.
 */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { LinkError } from "../Errors.ts"
import * as Cache from "../state/Cache.ts"
import type { InfoCache, Recall } from "./InfoCache.ts"

/** How long new infos wait for others before they are put into the cache. */
const GATHER_MILLIS = 5000

/** One of the two kinds of info: what the device said itself since this was made, and where the cache has it. */
interface Kind<Info> {
  readonly told: Map<number, Info>
  readonly cached: (infos: Cache.CachedInfos) => Readonly<Record<string, Info>>
  readonly fresh: (info: Info) => Cache.FreshInfo
}

/** The infos of the device whose firmware `key` finds, for as long as the scope is open. */
export const make = (
  cache: Cache.Cache["Service"],
  key: Effect.Effect<Cache.CacheKey, LinkError>,
  scope: Scope.Scope
): InfoCache => {
  const oneByOne = Semaphore.makeUnsafe(1)
  const ram: Kind<Cache.RamWords> = {
    told: new Map(),
    cached: ({ ramScales }) => ramScales,
    fresh: (words) => ({ _tag: "Ram", words })
  }
  const settings: Kind<Cache.SettingInfo> = {
    told: new Map(),
    cached: ({ settingInfos }) => settingInfos,
    fresh: (info) => ({ _tag: "Setting", info })
  }
  let found: { readonly key: Cache.CacheKey; infos: Cache.CachedInfos } | undefined
  let isTrusted = false
  let isChanged = false

  const put = Effect.suspend(() => {
    if (found === undefined || !isChanged) return Effect.void
    isChanged = false
    const { key: firmware, infos } = found
    return cache.put(firmware, {
      ramScales: { ...infos.ramScales, ...Object.fromEntries(ram.told) },
      settingInfos: { ...infos.settingInfos, ...Object.fromEntries(settings.told) }
    })
  })

  const load = Effect.gen(function* () {
    if (found !== undefined) return
    const firmware = yield* key
    const infos = (yield* cache.get(firmware)) ?? Cache.empty
    yield* Scope.addFinalizer(scope, put)
    found = { key: firmware, infos }
  })
  const loaded = Effect.suspend(() => (found === undefined ? oneByOne.withPermit(load) : Effect.void))

  const changed = Effect.suspend(() => {
    if (isChanged) return Effect.void
    isChanged = true
    return Effect.forkIn(Effect.andThen(Effect.sleep(GATHER_MILLIS), put), scope)
  })

  const recall =
    <Info>({ told, cached, fresh }: Kind<Info>): Recall<Info> =>
    (id, ask) => {
      const asked = Effect.tap(ask, (info) => {
        told.set(id, info)
        return changed
      })

      /** Asks though it is cached; the answer says whether the rest can be believed. */
      const probed = Effect.tap(ask, (info) => {
        told.set(id, info)
        isTrusted = found !== undefined && Cache.agrees(found.infos, id, fresh(info))
        if (isTrusted || found === undefined) return Effect.void
        found.infos = Cache.empty
        return changed
      })

      const look = (orElse: Effect.Effect<Info, LinkError>): Effect.Effect<Info, LinkError> =>
        Effect.suspend(() => {
          const known = told.get(id)
          if (known !== undefined) return Effect.succeed(known)
          const info = found === undefined ? undefined : cached(found.infos)[id]
          if (info === undefined) return asked
          return isTrusted ? Effect.succeed(info) : orElse
        })

      return Effect.andThen(loaded, look(oneByOne.withPermit(look(probed))))
    }

  return { ram: recall(ram), setting: recall(settings) }
}
