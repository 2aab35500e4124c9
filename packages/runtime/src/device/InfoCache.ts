/**
 * Where setting infos are kept: they are the same as long as the device's firmware is. Reference: decisions.md 6, 10.
 */
import type { SettingRange } from "@vebus/codec"
import * as Effect from "effect/Effect"

/** What a device told about a setting. */
export type Info = SettingRange.SettingWords | "unsupported"

/** The setting infos of one device in one version. */
export interface InfoCache {
  /** `undefined`: not asked yet. */
  readonly get: (id: number) => Effect.Effect<Info | undefined>
  readonly set: (id: number, info: Info) => Effect.Effect<void>
}

/** A cache for as long as the program runs. */
export const inMemory = (): InfoCache => {
  const infos = new Map<number, Info>()
  return {
    get: (id) => Effect.sync(() => infos.get(id)),
    set: (id, info) => Effect.sync(() => void infos.set(id, info))
  }
}
