/**
 * Targets: what a single command can be for, by the word in its topic, and from a value to a change. Pure.
 *
 *     mode                 on | off | charger-only | inverter-only
 *     current_limit        amperes, or none
 *     charge_enabled       on | off      flag DisableCharge, to RAM only
 *     force_absorption     PRESS         likewise force_float, force_equalise
 *     standby              on | off      the standby line of an MK3
 *     ess_setpoint         watts drawn from the AC input; off ends the hold
 *     ess_mode             auto | hold | hold-charge | charge | rest | off   grid control
 *     ess_target           watts drawn from the grid; off: those of the configuration
 *     vebus_reset          PRESS         restarts all units
 *     UBatFloat            any setting or flag by its name
 *
 * Reference: integrations.md 3.1, 3.2, 4.3.
 */
import { Flag, Names, Setting, SwitchRegister } from "@vebus/codec"
import { Assignment, type Change } from "@vebus/runtime"
import * as Amount from "@vebus/runtime/amount"
import { Mode } from "@vebus/runtime/ess"
import * as Result from "effect/Result"
import { DISABLE_CHARGE, type Steered, type Wanted } from "./Permissions.ts"

export type { EssModeWanted, EssTargetWanted, EssWanted, Steered, Wanted } from "./Permissions.ts"

/** A value as JSON has it. */
export type Value = string | number | boolean

/** A mistake in a command, found before its permission is checked. */
export interface Mistake {
  readonly code: "unknown-target" | "bad-value"
  readonly message: string
}

const { literals: positions } = SwitchRegister.SwitchPosition
const { literals: modes } = Mode

const bad = (target: string, expected: string, found: string): Result.Result<never, Mistake> =>
  Result.fail({ code: "bad-value", message: `${target}: expected ${expected}, found "${found}"` })

const numberOf = (target: string, text: string, unit: "A" | "W"): Result.Result<number, Mistake> =>
  Result.flatMap(
    Result.mapError(Amount.parse(text, unit), (wrong): Mistake => ({
      code: "bad-value",
      message: `${target}: expected a number in ${unit}, found ${Amount.foundText(wrong)}`
    })),
    (amount) => ("value" in amount ? Result.succeed(amount.value) : bad(target, `a number in ${unit}`, text))
  )

const switched = (target: string, text: string): Result.Result<boolean, Mistake> => {
  const on = Amount.switchOf(text)
  return on === null ? bad(target, "on or off", text) : Result.succeed(on)
}

const pressed = (target: string, text: string, change: Change.Change): Result.Result<Wanted, Mistake> =>
  text === "PRESS" ? Result.succeed(change) : bad(target, "PRESS", text)

type Parse = (text: string, target: string) => Result.Result<Wanted, Mistake>

const targets: Readonly<Record<string, Parse>> = {
  mode: (text, target) => {
    const position = positions.find((each) => each === text)
    return position === undefined
      ? bad(target, positions.join(", "), text)
      : Result.succeed({ _tag: "Switch", position })
  },
  current_limit: (text, target) =>
    text === "none" || text === "zero"
      ? Result.succeed({ _tag: "Limit", amperes: text })
      : Result.flatMap(numberOf(target, text, "A"), (amperes) =>
          amperes > 0
            ? Result.succeed({ _tag: "Limit", amperes })
            : bad(target, "amperes above 0, or none", text)
        ),
  charge_enabled: (text, target) =>
    Result.map(switched(target, text), (on) => ({
      _tag: "Flag",
      flag: DISABLE_CHARGE,
      on: !on,
      to: "ram"
    })),
  standby: (text, target) => Result.map(switched(target, text), (standby) => ({ _tag: "Lines", standby })),
  ess_setpoint: (text, target) =>
    text === "off"
      ? Result.succeed({ _tag: "Ess", watts: null })
      : Result.map(numberOf(target, text, "W"), (watts) => ({ _tag: "Ess", watts })),
  ess_mode: (text, target) => {
    const mode = modes.find((each) => each === text)
    return mode === undefined
      ? bad(target, modes.join(", "), text)
      : Result.succeed({ _tag: "EssMode", mode })
  },
  ess_target: (text, target) =>
    text === "off"
      ? Result.succeed({ _tag: "EssTarget", watts: null })
      : Result.map(numberOf(target, text, "W"), (watts) => ({ _tag: "EssTarget", watts })),
  force_absorption: (text, target) => pressed(target, text, { _tag: "Charge", to: "absorption" }),
  force_float: (text, target) => pressed(target, text, { _tag: "Charge", to: "float" }),
  force_equalise: (text, target) => pressed(target, text, { _tag: "Charge", to: "equalise" }),
  vebus_reset: (text, target) => pressed(target, text, { _tag: "Restart", what: "devices" })
}

/** The targets that have a word of their own. */
export const words: ReadonlyArray<string> = Object.keys(targets)

/** Whether a target is of the whole system, and not of one unit of it. */
export const isOfSystem = (target: string): boolean =>
  ["mode", "current_limit", "standby", "vebus_reset", "ess_mode", "ess_target"].includes(target)

/**
 * Whether a change acts each time it is asked for: doing it twice is more than doing it once, so it never waits behind
 * another one, and is never done again by itself.
 */
export const isOneShot = (wanted: Wanted): boolean => wanted._tag === "Charge" || wanted._tag === "Restart"

/** Whether it is no plan: a set-point is held, and grid control is told. */
export const isSteered = (wanted: Wanted): wanted is Steered =>
  wanted._tag === "Ess" || wanted._tag === "EssMode" || wanted._tag === "EssTarget"

/** The value of a target, from the words of a write: charging is allowed while the flag that stops it is off. */
export const heldOf = (target: string, written: string | null): string | null => {
  const off = target === "charge_enabled" && written !== null ? Amount.switchOf(written) : null
  return off === null ? written : off ? "off" : "on"
}

/** The target under its one name: settings and flags have several. */
export const canonical = (target: string): string =>
  Object.hasOwn(targets, target)
    ? target
    : (Flag.byName(target)?.name ?? Setting.byName(target)?.name ?? target)

/** The change that a command asks for, or the mistake in it. `persist`: it is to be stored. */
export const parse = (target: string, value: Value, persist: boolean): Result.Result<Wanted, Mistake> => {
  const text = typeof value === "boolean" ? (value ? "on" : "off") : String(value).trim()
  if (Object.hasOwn(targets, target)) {
    return persist
      ? Result.fail({ code: "bad-value", message: `${target}: only settings and flags can be stored` })
      : targets[target]!(text, target)
  }
  if (Flag.byName(target) === null && Setting.byName(target) === null) {
    const nearest = Names.nearest([...words.map((name) => ({ name })), ...Setting.all, ...Flag.all], target)
    return Result.fail({
      code: "unknown-target",
      message: `there is nothing called "${target}" to be set. ${
        nearest.length === 0
          ? `Expected ${words.join(", ")}, or the name of a setting or flag`
          : `Did you mean ${nearest.join(" or ")}?`
      }`
    })
  }
  return Result.mapError(Assignment.either(target, text, persist ? "eeprom" : "ram"), (message): Mistake => ({
    code: "bad-value",
    message
  }))
}
