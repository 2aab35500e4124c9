/**
 * The infos of a device: they are the same as long as its firmware is, so each is asked for once.
 * `CachedInfos.ts` has the ones that outlive the program. Reference: decisions.md 6, 10.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { RamWords, SettingInfo } from "../state/Cache.ts"

/** The info under an id: what is known, or else what asking gives, which is then known. */
export type Recall<Info> = (id: number, ask: Effect.Effect<Info, LinkError>) => Effect.Effect<Info, LinkError>

/** The infos of one device in one version. */
export interface InfoCache {
  /** Scale and offset of a RAM variable. */
  readonly ram: Recall<RamWords>
  /** Scale and limits of a setting. */
  readonly setting: Recall<SettingInfo>
}

const inMap = <Info>(): Recall<Info> => {
  const infos = new Map<number, Info>()
  return (id, ask) =>
    Effect.suspend(() => {
      const known = infos.get(id)
      return known === undefined
        ? Effect.tap(ask, (info) => Effect.sync(() => infos.set(id, info)))
        : Effect.succeed(known)
    })
}

/** A cache for as long as the program runs. */
export const inMemory = (): InfoCache => ({ ram: inMap(), setting: inMap() })
