/**
 * Changes: what somebody asks for, before the unit is asked anything. Pure values; `WritePlan.ts` says what they become.
 * What has a name is found by it; the others are written as they stand:
 *
 *     [yield* Effect.fromResult(Change.setting("UBatFloat", { value: 13.5 }, "ram")), { _tag: "Limit", amperes: 12 }]
 */
import type { Flag, SwitchRegister, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Flags from "../device/Flags.ts"
import * as Ram from "../device/Ram.ts"
import type { UnknownName } from "../device/Resolve.ts"
import * as Settings from "../device/Settings.ts"
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
  /** The AC input that it is meant for, 1 for AC1; unless said otherwise the one in use. Refused while that is another. */
  readonly input?: number
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

/** What somebody asks for, before anything is looked up. */
export type Change =
  | SettingChange
  | FlagChange
  | RamChange
  | SwitchChange
  | LimitChange
  | LinesChange
  | ChargeChange
  | RestartChange

/** Sets a setting, by name without regard to case and `_`, or by id: a value in its own unit, or a raw word. */
export const setting = (
  nameOrId: string | number,
  wanted: Wanted,
  to: Destination
): Result.Result<SettingChange, UnknownName> =>
  Result.map(Settings.resolve(nameOrId), (id): SettingChange => ({ _tag: "Setting", id, wanted, to }))

/** Sets or clears a flag, by name without regard to case and `_`, or by number from 0 to 63. */
export const flag = (
  nameOrNumber: string | number,
  on: boolean,
  to: Destination
): Result.Result<FlagChange, UnknownName> =>
  Result.map(Flags.resolve(nameOrNumber), (number): FlagChange => ({ _tag: "Flag", flag: number, on, to }))

/** Writes a RAM variable, by name without regard to case and `_`, or by id: a value in its own unit, a raw word, or on and off. */
export const ram = (
  nameOrId: string | number,
  wanted: RamChange["wanted"]
): Result.Result<RamChange, UnknownName> =>
  Result.map(Ram.resolve(nameOrId), (id): RamChange => ({ _tag: "Ram", id, wanted }))
