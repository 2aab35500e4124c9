/**
 * Changes: what somebody asks for, before anything is looked up. Pure values; `WritePlan.ts` says what they become.
 */
import type { Flag, SwitchRegister, Words } from "@vebus/codec"
import type { ForcedCharge } from "./Order.ts"

/** Where a setting or flag goes: it acts now and is lost at restart, or it is stored too. */
export type Destination = "ram" | "eeprom"

/** A value in the unit of what it is for, or the raw word. */
export type Wanted = { readonly value: number } | { readonly raw: Words.Raw16 }

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

/** Writes a RAM variable. A boolean changes its own bit of the word. */
export interface RamChange {
  readonly _tag: "Ram"
  /** 0 to 255. */
  readonly id: number
  readonly wanted: Wanted | { readonly on: boolean }
}

/** Moves the remote switch. The input current limit, which travels with it, stays as it is. */
export interface SwitchChange {
  readonly _tag: "Switch"
  readonly position: SwitchRegister.SwitchPosition
}

/**
 * Sets the input current limit, in amperes. The switch, which travels with it, stays as it is. `none` demands no limit,
 * which gives the highest that the unit allows; 0 means inverter only to some firmware and must be asked for by name.
 */
export interface LimitChange {
  readonly _tag: "Limit"
  readonly amperes: number | "none" | "zero"
}

/** Pulls or lets go of lines of an MK3. Those that are not named stay as they are. */
export interface LinesChange {
  readonly _tag: "Lines"
  readonly panelDetect?: boolean
  readonly standby?: boolean
}

/** Forces a charge state, once. */
export interface ChargeChange {
  readonly _tag: "Charge"
  readonly to: ForcedCharge
}

/** Restarts all devices (AC output is interrupted), or the adapter. */
export interface RestartChange {
  readonly _tag: "Restart"
  readonly what: "devices" | "adapter"
}

export type Change =
  | SettingChange
  | FlagChange
  | RamChange
  | SwitchChange
  | LimitChange
  | LinesChange
  | ChargeChange
  | RestartChange
