/**
 * Infos are constant for one firmware, so they are asked for once and kept: scale and offset of RAM variables, scale and
 * limits of settings. In memory here; `@vebus/runtime/files` has the one that outlives the program. A cache may be lost,
 * so nothing here fails. Only what two separate answers agreed on is put into it, and what comes from it is believed
 * after one more answer (`infos/Evidence.ts`; decisions.md 5).
 * Reference: protocol.md 4.5.1, 4.5.4, 4.5.5; decisions.md 10.
 */
import { Hex, type VersionParts, Words } from "@vebus/codec"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/** The whole version number of a device and the bytes that follow it, which tell firmware apart that the number does not. */
export interface CacheKey extends Pick<VersionParts.VersionInfo, "version" | "remainder"> {
  /** In short mode infos are asked for apart: they lack what follows the version, and the access levels. */
  readonly winmonMode?: "short" | "long"
}

/** The key as one word: `2648304-0701`, `2648304-short`. */
export const textOf = ({ version, remainder, winmonMode }: CacheKey): string =>
  [
    String(version),
    ...(winmonMode === "short" ? ["short"] : []),
    ...(remainder.length === 0 ? [] : [Hex.toHex(remainder).replaceAll(" ", "")])
  ].join("-")

/** The words of a RAM variable info; scale 0 where the device does not have the variable. */
export const RamWords = Schema.Struct({ scaleWord: Words.Int16, offsetWord: Words.Int16 })
export type RamWords = typeof RamWords.Type

/** The words of a setting info. */
export const SettingWords = Schema.Struct({
  scaleWord: Words.Int16,
  offsetWord: Words.Int16,
  defaultRaw: Words.Raw16,
  minimumRaw: Words.Raw16,
  maximumRaw: Words.Raw16,
  access: Schema.NullOr(Words.Uint8)
})

/** The info of a setting. */
export const SettingInfo = Schema.Union([SettingWords, Schema.Literal("unsupported")])
export type SettingInfo = typeof SettingInfo.Type

/** Ids as keys of JSON objects: 0 to 255. */
const Id = Schema.String.check(Schema.isPattern(/^\d{1,3}$/))

/** The infos of one firmware by id, as far as two answers agreed on them. */
export const CachedInfos = Schema.Struct({
  ramScales: Schema.Record(Id, RamWords),
  settingInfos: Schema.Record(Id, SettingInfo),
  /** The kept info that a program asked again last, `ram 4` or `setting 2`: the next one asks another. */
  askedAgain: Schema.optionalKey(Schema.String)
})
export type CachedInfos = typeof CachedInfos.Type

/** No infos. Putting it discards what was there. */
export const empty: CachedInfos = { ramScales: {}, settingInfos: {} }

const sameWords = <Key extends string>(keys: ReadonlyArray<Key>) => {
  type Words = Readonly<Record<Key, unknown>>
  return (one: Words, other: Words): boolean => keys.every((key) => one[key] === other[key])
}
const keysOf = <Fields extends object>(fields: Fields) =>
  Object.keys(fields) as unknown as ReadonlyArray<Extract<keyof Fields, string>>
const sameSettingWords = sameWords(keysOf(SettingWords.fields))

/** Whether two RAM infos are the same, word for word. */
export const sameRam: (one: RamWords, other: RamWords) => boolean = sameWords(keysOf(RamWords.fields))
/** Whether two setting infos are the same, word for word. */
export const sameSetting = (one: SettingInfo, other: SettingInfo): boolean =>
  one === "unsupported" || other === "unsupported" ? one === other : sameSettingWords(one, other)

/** Setting infos and RAM scales of firmware that was met before. Nothing here fails: a cache may be lost. */
export class Cache extends Context.Service<
  Cache,
  {
    /** The cached infos of a firmware, or `null`. */
    readonly get: (key: CacheKey) => Effect.Effect<CachedInfos | null>
    /** Keeps the infos of a firmware, in place of those it had. */
    readonly put: (key: CacheKey, infos: CachedInfos) => Effect.Effect<void>
  }
>()("@vebus/runtime/Cache") {}

/** Keeps infos until the program ends. */
export const inMemory: Layer.Layer<Cache> = Layer.sync(Cache, () => {
  const cached = new Map<string, CachedInfos>()
  return Cache.of({
    get: (key) => Effect.sync(() => cached.get(textOf(key)) ?? null),
    put: (key, infos) => Effect.sync(() => void cached.set(textOf(key), infos))
  })
})
