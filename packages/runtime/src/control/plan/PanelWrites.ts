/**
 * Plans what panels do: switch and input current limit, which travel in one frame; the lines of an MK3. Pure. What was
 * not asked for is sent as it is in force: a missing limit would mean the highest. Reference: protocol.md 3.6, 3.8, 6.6,
 * 6.7; integrations.md 12.10, 12.11.
 */
import { type AcInputConfig, BusLines, Switch, SwitchRegister, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { LimitChange, LinesChange, SwitchChange } from "../Change.ts"
import * as Errors from "../ControlError.ts"
import * as Order from "../Order.ts"
import { activeInput, inForce, linesText, masterOf, text } from "../PanelState.ts"
import type { Write } from "../WritePlan.ts"
import type { Facts } from "./Facts.ts"
import * as Refuse from "../Refuse.ts"
import { sent } from "./Sent.ts"
import { quantity } from "../Wording.ts"

/** Plans switch and limit, as far as they are asked for, as one write. */
export const plan = (
  change: { readonly switch: SwitchChange | null; readonly limit: LimitChange | null },
  facts: Facts
): Result.Result<Write, Errors.ControlError> =>
  Result.gen(function* () {
    const { config } = facts
    const name = nameOf(change, config)
    const before = config === null ? null : inForce(config)
    if (config === null || before === null) {
      return yield* Refuse.forbidden(
        name,
        "the unit does not tell what is in force, and both travel in one frame",
        "Use the switch on the unit"
      )
    }
    if (config.inputCount === 0) yield* withoutInput(name, change)
    yield* mastered(name, facts)
    const inForceLimit = config.inputCount === 0 ? Switch.NO_LIMIT : before.limitRaw
    const wanted = {
      position: change.switch?.position ?? before.position,
      limitRaw: change.limit === null ? inForceLimit : yield* limitRaw(change.limit, config)
    }
    // Where none is demanded, the highest is in force.
    const sameLimit =
      wanted.limitRaw === before.limitRaw ||
      (wanted.limitRaw >= Switch.NO_LIMIT && before.limitRaw === config.maximumLimitRaw)
    return {
      name,
      action: {
        _tag: "Panel",
        before,
        wanted,
        ...(config.inputCount > 1 ? { input: activeInput(config) } : {})
      },
      before: text(before),
      after: text(wanted),
      ...sent(Order.panel(wanted), { unheard: [Order.hearPanels(before)] }),
      unchanged: wanted.position === before.position && sameLimit,
      notes: [
        ...(change.limit?.amperes === "none"
          ? [`no limit gives ${quantity(config.maximumLimitRaw / 10, "A")}`]
          : []),
        ...(config.inputCount > 1
          ? [`the limit of the other AC inputs stays: AC${activeInput(config)} is active`]
          : []),
        ...frontNotes(wanted.position, config)
      ],
      warnings: warnings(change, facts)
    }
  })

/** What is asked for. Of a unit with several AC inputs it names the one whose limit travels along: the active one. */
const nameOf = (
  change: { readonly switch: SwitchChange | null; readonly limit: LimitChange | null },
  config: AcInputConfig.Reply | null
): string => {
  const of = config !== null && config.inputCount > 1 ? ` of AC${activeInput(config)}` : ""
  return [change.switch && "switch", change.limit && `input current limit${of}`].filter(Boolean).join(" and ")
}

/** Refuses what an inverter cannot do: it has no AC input, so nothing to limit and nothing to charge from. */
const withoutInput = (
  what: string,
  change: { readonly switch: SwitchChange | null; readonly limit: LimitChange | null }
): Result.Result<void, Errors.ControlError> => {
  const instead = "Off, on and inverter-only are what its switch can do"
  if (change.limit !== null) {
    return Refuse.forbidden(
      what,
      "no AC input: this is an inverter, which has no input current limit",
      instead
    )
  }
  return change.switch?.position === "charger-only"
    ? Refuse.forbidden(
        what,
        "no AC input: this is an inverter, which would charge from nothing and switch its output off",
        instead
      )
    : Result.void
}

/** Refuses while somebody else steers the unit. */
const mastered = (what: string, { config, master }: Facts): Result.Result<void, Errors.ControlError> => {
  const name = masterOf(config, master)
  return name === null
    ? Result.void
    : Result.fail(Errors.because(new Errors.OtherMaster({ what, master: name })))
}

/** What the switch on the unit leaves of a position. */
const frontNotes = (
  position: SwitchRegister.SwitchPosition,
  { switchRegister }: AcInputConfig.Reply
): ReadonlyArray<string> => {
  const front = switchRegister === null ? "on" : SwitchRegister.front(switchRegister)
  const isEnough =
    front === "on" || position === "off" || (front === "charger-only" && position === "charger-only")
  return isEnough ? [] : [`the switch on the unit stands at ${front}: the unit does what both allow, no more`]
}

const limitRaw = (
  { amperes, input }: LimitChange,
  config: AcInputConfig.Reply
): Result.Result<Words.Raw16, Errors.ControlError> => {
  const what = "input current limit"
  const active = activeInput(config)
  if (input !== undefined && input !== active) {
    return Refuse.forbidden(
      `${what} of AC${input}`,
      `AC${active} is in use, and a limit is set for the AC input that is`,
      `Try again while AC${input} is in use`
    )
  }
  if (!config.limitChangeable) {
    return Refuse.forbidden(
      what,
      "the unit does not let a remote panel change it",
      'Allow "overruled by remote" for this AC input with an installer\'s tool'
    )
  }
  if (amperes === "none") return Result.succeed(Switch.NO_LIMIT)
  if (amperes === "zero") return Result.succeed(0 as Words.Raw16)
  const raw = Math.round(amperes * 10)
  // 0 means other things than a low limit, and different ones to different firmware.
  const lowest = Math.max(config.minimumLimitRaw, 1)
  return raw >= lowest && raw <= config.maximumLimitRaw
    ? Result.succeed(raw as Words.Raw16)
    : Refuse.outOfRange(
        what,
        quantity(amperes, "A"),
        `${lowest / 10} to ${quantity(config.maximumLimitRaw / 10, "A")}, or none, or zero by that name`
      )
}

const warnings = (
  { switch: moved, limit }: { readonly switch: SwitchChange | null; readonly limit: LimitChange | null },
  { lines }: Facts
): ReadonlyArray<string> => [
  ...(moved?.position === "off" ? ["the loads lose power unless they are fed from elsewhere"] : []),
  ...(moved?.position === "off" && (lines === null || (lines.lines & BusLines.STANDBY) === 0)
    ? [
        "the standby line is not held: unit and adapter fall asleep, and only AC input or the switch on the unit wakes them"
      ]
    : []),
  ...(limit?.amperes === "zero"
    ? ["a limit of 0 makes firmware up to 414 invert only, or pass through without using the battery"]
    : []),
  ...(limit?.amperes === "none" ? ["no limit: make sure that fuse and cable of the AC input bear it"] : [])
]

/** Plans the lines; those that are not named stay as they are. */
export const planLines = (
  { panelDetect, standby }: LinesChange,
  facts: Facts
): Result.Result<Write, Errors.ControlError> =>
  Result.gen(function* () {
    const name = "bus lines"
    if (facts.lines === null) {
      return yield* Refuse.forbidden(name, "this adapter does not tell them: only an MK3 does", "Use an MK3")
    }
    if (standby === true) yield* mastered(name, facts)
    const before = facts.lines.lines
    const wanted = withLine(withLine(before, BusLines.PANEL_DETECT, panelDetect), BusLines.STANDBY, standby)
    return {
      name,
      action: { _tag: "Lines", before, wanted },
      before: linesText(before),
      after: linesText(wanted),
      ...sent(Order.busLines(wanted)),
      unchanged: before === wanted,
      notes: ["the adapter forgets it when it loses power or restarts"],
      warnings: []
    }
  })

const withLine = (lines: number, line: number, on: boolean | undefined): number =>
  on === undefined ? lines : on ? lines | line : lines & ~line
