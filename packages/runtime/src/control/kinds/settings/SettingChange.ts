/**
 * Changes of settings and of flags, which are bits of settings.
 */
import type { Flag } from "@vebus/codec"
import type { Destination, Wanted } from "../Kind.ts"

/** Sets a setting that is no word of flags. */
export interface SettingChange {
  readonly _tag: "Setting"
  /** 0 to 255. */
  readonly id: number
  readonly wanted: Wanted
  readonly to: Destination
}

/** Sets or clears one flag; the others of its word stay as they are. */
export interface FlagChange {
  readonly _tag: "Flag"
  readonly flag: Flag.FlagNumber
  readonly on: boolean
  readonly to: Destination
}
