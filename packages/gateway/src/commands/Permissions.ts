/**
 * Checks changes that are asked for from outside against the allow-list of the configuration. Pure.
 *
 * Nothing is allowed unless it is named. Bounds are in the unit of what they bound, and narrower than the unit's: those the
 * unit checks again. RAM variables, the adapter, panel detection and a limit of 0 are never for the network.
 * Reference: integrations.md 12.3, 12.5; gateway.md 2.
 */
import { Flag, Setting } from "@vebus/codec"
import type { Change } from "@vebus/runtime"
import type { Mode } from "@vebus/runtime/ess"
import * as Result from "effect/Result"
import type { Config } from "../config/Schema.ts"

/** From where to where, both included; `null`: as far as the unit lets. */
export interface Bounds {
  readonly min: number | null
  readonly max: number | null
}

/** No bounds but the unit's. */
export const unbounded: Bounds = { min: null, max: null }

/** A setting or a flag that may be changed. */
export interface Allowed {
  readonly subject: { readonly _tag: "Setting" | "Flag"; readonly id: number }
  readonly bounds: Bounds
}

/** The allow-list of a site. */
export interface Permissions {
  /** The position of the switch. */
  readonly switch: boolean
  /** The input current limit, in amperes; `null`: not. */
  readonly limit: Bounds | null
  /** Charging, on and off, and forced absorption and float. */
  readonly charge: boolean
  /** Forced equalisation as well. */
  readonly equalise: boolean
  /** The standby line of an MK3. */
  readonly standby: boolean
  /** A restart of all units. */
  readonly reset: boolean
  /** The set-point of the ESS assistant, in watts; `null`: not. */
  readonly ess: Bounds | null
  /** The mode of grid control. */
  readonly essMode: boolean
  /** The target of grid control, in watts drawn from the grid; `null`: not. */
  readonly essTarget: Bounds | null
  readonly settings: ReadonlyArray<Allowed>
  /** Whether a command may store a setting, if it says so itself. */
  readonly eeprom: boolean
}

/** Nothing is allowed. */
export const none: Permissions = {
  switch: false,
  limit: null,
  charge: false,
  equalise: false,
  standby: false,
  reset: false,
  ess: null,
  essMode: false,
  essTarget: null,
  settings: [],
  eeprom: false
}

/** Everything is allowed, as far as the unit lets. */
export const all: Permissions = {
  switch: true,
  limit: unbounded,
  charge: true,
  equalise: true,
  standby: true,
  reset: true,
  ess: unbounded,
  essMode: true,
  essTarget: unbounded,
  settings: [],
  eeprom: true
}

/** The permissions of a configuration. */
export const of = ({ control: { allow, eeprom } }: Config): Permissions => {
  const { "ess-mode": essMode, "ess-target": essTarget, ...rest } = allow
  return { ...rest, essMode, essTarget, eeprom }
}

/** A set-point of the ESS assistant: watts drawn from the AC input, `null` to end the hold. */
export interface EssWanted {
  readonly _tag: "Ess"
  readonly watts: number | null
}

/** Another mode of grid control: any but `off` begins it where it does not run. */
export interface EssModeWanted {
  readonly _tag: "EssMode"
  readonly mode: Mode
}

/** Other watts drawn from the grid, `null` for what the configuration says. */
export interface EssTargetWanted {
  readonly _tag: "EssTarget"
  readonly watts: number | null
}

/** A change that is no plan: it is held, or left to grid control. */
export type Steered = EssWanted | EssModeWanted | EssTargetWanted

/** A change that can be asked for from outside. */
export type Wanted = Change.Change | Steered

/** Why a change is refused before the unit is asked. */
export interface Refusal {
  readonly code: "not-allowed" | "out-of-bounds"
  readonly message: string
}

const refuse = (code: Refusal["code"], message: string): Result.Result<never, Refusal> =>
  Result.fail({ code, message })

const closed = (what: string, key: string) =>
  refuse("not-allowed", `${what} may not be changed from outside. "control: { allow: { ${key} } }" allows it`)

const never = (what: string) =>
  refuse(
    "not-allowed",
    `${what} may not be changed from outside, whatever is allowed: it is read and shown only`
  )

/** Whether a number is within bounds. */
export const within = (
  what: string,
  value: number,
  { min, max }: Bounds,
  unit: string
): Result.Result<void, Refusal> => {
  if (Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity)) return Result.void
  const ends = [
    ...(min === null ? [] : [`from ${min} ${unit}`.trim()]),
    ...(max === null ? [] : [`up to ${max} ${unit}`.trim()])
  ]
  return refuse(
    "out-of-bounds",
    `${what}: ${value} ${unit}`.trim() + ` is not allowed from outside; allowed is ${ends.join(" ")}`
  )
}

/** The flag that stops charging. */
export const DISABLE_CHARGE: Flag.FlagNumber = Flag.byName("DisableCharge")!.flag

const storable = (
  change: { readonly to: Change.Destination },
  name: string,
  { eeprom }: Permissions
): Result.Result<void, Refusal> =>
  change.to === "ram" || eeprom
    ? Result.void
    : refuse("not-allowed", `${name} may not be stored from outside. "control: { eeprom: true }" allows it`)

const listed = (subject: Allowed["subject"], { settings }: Permissions): Allowed | undefined =>
  settings.find((each) => each.subject._tag === subject._tag && each.subject.id === subject.id)

/** Whether what somebody wants is allowed. */
export const check = (change: Wanted, allow: Permissions): Result.Result<void, Refusal> => {
  switch (change._tag) {
    case "Ess":
      if (allow.ess === null) return closed("the ESS set-point", "ess: { min: -2000 W, max: 2000 W }")
      return change.watts === null ? Result.void : within("the ESS set-point", change.watts, allow.ess, "W")
    case "EssMode":
      return allow.essMode ? Result.void : closed("the mode of grid control", "ess-mode: true")
    case "EssTarget":
      if (allow.essTarget === null)
        return closed("the target of grid control", "ess-target: { min: 0 W, max: 500 W }")
      return change.watts === null
        ? Result.void
        : within("the target of grid control", change.watts, allow.essTarget, "W")
    case "Switch":
      return allow.switch ? Result.void : closed("the switch", "switch: true")
    case "Limit":
      return limit(change, allow)
    case "Setting": {
      const known = Setting.byId(change.id)
      const name = known?.name ?? `setting ${change.id}`
      if (known?.forbidden !== undefined) return never(name)
      const found = listed({ _tag: "Setting", id: change.id }, allow)
      if (found === undefined) return closed(name, `settings: [${known?.name ?? change.id}]`)
      return Result.andThen(storable(change, name, allow), () => bounded(name, change, found.bounds))
    }
    case "Flag": {
      const known = Flag.byNumber(change.flag)
      const name = known?.name ?? `flag ${change.flag}`
      if (known?.forbidden !== undefined) return never(name)
      const isCharge = change.flag === DISABLE_CHARGE && allow.charge
      if (!isCharge && listed({ _tag: "Flag", id: change.flag }, allow) === undefined)
        return closed(name, `settings: [${name}]`)
      return storable(change, name, allow)
    }
    case "Charge":
      if (!allow.charge) return closed("the charge state", "charge: true")
      return change.to === "equalise" && !allow.equalise
        ? closed("equalisation", "equalise: true")
        : Result.void
    case "Lines":
      if (change.panelDetect !== undefined)
        return refuse("not-allowed", "panel detection may not be changed from outside")
      return allow.standby ? Result.void : closed("the standby line", "standby: true")
    case "Restart":
      if (change.what === "adapter")
        return refuse("not-allowed", "the adapter may not be restarted from outside")
      return allow.reset ? Result.void : closed("a restart of the units", "reset: true")
    case "Ram":
      return refuse("not-allowed", "RAM variables may not be written from outside")
    default:
      // A kind of write that is new: closed until somebody opens it by name.
      return refuse("not-allowed", "a change of this kind may not be made from outside")
  }
}

const LIMIT = "the input current limit"

const limit = ({ amperes }: Change.LimitChange, allow: Permissions): Result.Result<void, Refusal> => {
  if (allow.limit === null) return closed(LIMIT, "limit: { max: 16 A }")
  if (amperes === "zero")
    return refuse(
      "not-allowed",
      `${LIMIT} may not be set to zero from outside: some firmware then only inverts`
    )
  if (amperes !== "none") return within(LIMIT, amperes, allow.limit, "A")
  return allow.limit.max === null
    ? Result.void
    : refuse(
        "out-of-bounds",
        `${LIMIT} may not be taken away from outside; allowed is up to ${allow.limit.max} A`
      )
}

const bounded = (
  name: string,
  { id, wanted }: Change.SettingChange,
  bounds: Bounds
): Result.Result<void, Refusal> => {
  if (bounds.min === null && bounds.max === null) return Result.void
  return "raw" in wanted || "unused" in wanted
    ? refuse("out-of-bounds", `${name} has bounds, so it is set by its value, not by a raw word`)
    : within(name, wanted.value, bounds, Setting.byId(id)?.unit ?? "")
}
