/**
 * Changes: what somebody asks for, before the unit is asked anything. Pure values; `WritePlan.ts` says what they become.
 * Changes of things with a name are found by it; the others are written as they stand:
 *
 *     [yield* Effect.fromResult(Change.setting("UBatFloat", { value: 13.5 }, "ram")), { _tag: "Limit", amperes: 12 }]
 */
import * as Result from "effect/Result"
import * as Flags from "../device/Flags.ts"
import * as Ram from "../device/Ram.ts"
import type { UnknownName } from "../device/Resolve.ts"
import * as Settings from "../device/Settings.ts"
import type { Destination } from "./kinds/Kind.ts"
import type { RamChange } from "./kinds/Ram.ts"
import type { FlagChange, SettingChange } from "./kinds/settings/SettingChange.ts"

export type { Change } from "./Kinds.ts"
export type { ChargeChange, ForcedCharge } from "./kinds/Charge.ts"
export type { Destination, Wanted } from "./kinds/Kind.ts"
export type { LinesChange } from "./kinds/Lines.ts"
export type { LimitChange, SwitchChange } from "./kinds/Panel.ts"
export type { RamChange } from "./kinds/Ram.ts"
export type { RestartChange } from "./kinds/Restart.ts"
export type { FlagChange, SettingChange, Unused } from "./kinds/settings/SettingChange.ts"

/** Sets a setting, by name without regard to case and `_`, or by id: a value in its own unit, a raw word, or not used. */
export const setting = (
  nameOrId: string | number,
  wanted: SettingChange["wanted"],
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

/**
 * Writes a RAM variable, by name without regard to case and `_`, or by id: a value in its own unit, a raw word, or on and
 * off.
 */
export const ram = (
  nameOrId: string | number,
  wanted: RamChange["wanted"]
): Result.Result<RamChange, UnknownName> =>
  Result.map(Ram.resolve(nameOrId), (id): RamChange => ({ _tag: "Ram", id, wanted }))
