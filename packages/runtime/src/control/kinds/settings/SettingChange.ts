/**
 * Changes of settings and of flags, which are bits of settings.
 */
import type { Flag } from "@vebus/codec"
import type { Destination, Wanted } from "../Kind.ts"

/** The condition of a setting shall not be used: what stands for that, the unit's own scale says. */
export interface Unused {
  readonly unused: true
}

/** Sets a setting that is no word of flags. */
export interface SettingChange {
  readonly _tag: "Setting"
  /** 0 to 255. */
  readonly id: number
  readonly wanted: Wanted | Unused
  readonly to: Destination
}

/** Sets or clears one flag; the others of its word stay as they are. */
export interface FlagChange {
  readonly _tag: "Flag"
  readonly flag: Flag.FlagNumber
  readonly on: boolean
  readonly to: Destination
}
