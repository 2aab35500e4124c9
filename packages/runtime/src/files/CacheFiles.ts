/**
 * Infos kept in files, one for each firmware, `infos-2648304-0701.json`:
 *
 *     {"schema":"vebus.infos/2","firmware":"2648304-0701","ramScales":{"4":{"scaleWord":…}},"settingInfos":{"2":{…}}}
 *
 * A cache may be lost: a file that cannot be read, that makes no sense or that was written for other firmware is as if it
 * were not there, and one that cannot be written is left alone. So is all of a folder that anybody may write to: who else put
 * infos there decides what values are shown. The log says so at debug level. Files of the form before,
 * `vebus.infos/1`, are deleted unread: they may hold infos that were told only once. Reference: decisions.md 5, 10.
 */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { Cache, CachedInfos, type CacheKey, textOf } from "../state/Cache.ts"
import * as SystemError from "../transports/SystemError.ts"
import * as DurableFile from "./DurableFile.ts"
import * as Places from "./Places.ts"

/** The name and version of the form of a file. */
export const SCHEMA = "vebus.infos/2"
/** Names the form in which infos were kept that nobody had proven. */
const UNPROVEN = /^\s*\{\s*"schema"\s*:\s*"vebus\.infos\/1"/

/** The content of a file. */
export const Infos = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  firmware: Schema.String,
  ...CachedInfos.fields
})

const Text = Schema.fromJsonString(Infos)
const decode = Schema.decodeUnknownEffect(Text)
const encode = Schema.encodeEffect(Text)

/** The cache in the files of a folder, by default the one of this process (`Places.ts`). */
export const layer = (folder: string = Places.here().cache): Layer.Layer<Cache> =>
  Layer.effect(
    Cache,
    Effect.gen(function* () {
      const queue = yield* Semaphore.make(1)
      const pathOf = (key: CacheKey): string => join(folder, `infos-${textOf(key)}.json`)
      const isOurs = async () => (await DurableFile.othersWrite(folder)) !== "anybody"
      const trying = <A>(act: () => Promise<A>) => Effect.tryPromise({ try: act, catch: SystemError.textOf })
      const without = (key: CacheKey, cause: unknown) =>
        Effect.logDebug(`goes on without the cache ${pathOf(key)}: ${SystemError.textOf(cause)}`)

      return Cache.of({
        get: (key) =>
          Effect.gen(function* () {
            if (!(yield* trying(isOurs))) {
              yield* without(key, "anybody may write there")
              return null
            }
            const text = yield* trying(() => DurableFile.read(pathOf(key)))
            if (text === null) return null
            if (UNPROVEN.test(text)) {
              yield* trying(() => rm(pathOf(key), { force: true }))
              return null
            }
            const { schema: _, firmware, ...infos } = yield* decode(text)
            if (firmware === textOf(key)) return infos
            yield* without(key, `it is for ${firmware}`)
            return null
          }).pipe(Effect.catch((cause) => Effect.as(without(key, cause), null))),
        put: (key, infos) =>
          Effect.flatMap(encode({ schema: SCHEMA, firmware: textOf(key), ...infos }), (text) =>
            trying(async () => {
              if (!(await isOurs())) throw new Error("anybody may write there")
              await DurableFile.makeFolder(folder)
              await DurableFile.replace(pathOf(key), text)
            })
          ).pipe(
            Effect.uninterruptible,
            queue.withPermit,
            Effect.catch((cause) => without(key, cause))
          )
      })
    })
  )
