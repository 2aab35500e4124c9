/**
 * Switch and input current limit, which travel in one frame. What was not asked for is sent as it is in force: a missing
 * limit would mean the highest. Reference: protocol.md 3.6, 6.6, 6.7; integrations.md 12.10, 12.11.
 */
import { type AcInputConfig, BusLines, type Frames, Switch, SwitchRegister, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import { adapter } from "../../link/Question.ts"
import type { ControlError } from "../ControlError.ts"
import type * as Order from "../Order.ts"
import { answer, type Facts } from "../plan/Facts.ts"
import { framesOf } from "../plan/PlannedFrames.ts"
import * as Refuse from "../Refuse.ts"
import { quantity } from "../Wording.ts"
import type { Kind, Write } from "./Kind.ts"
import { linesNow } from "./Lines.ts"
import * as PanelState from "./panel/PanelState.ts"
import * as Execution from "./panel/Execution.ts"

const { activeInput, inForce, text } = PanelState

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

/** Switch and limit, as far as they are asked for. */
interface Both {
  readonly switch: SwitchChange | null
  readonly limit: LimitChange | null
}

/** Both as one write. */
const plan = (change: Both, facts: Facts): Result.Result<Write<PanelState.PanelWrite>, ControlError> =>
  Result.gen(function* () {
    const config = answer(facts, PanelState.config)
    const name = nameOf(change, config)
    const before = config === null ? null : inForce(config)
    if (config === null || before === null) {
      return yield* Refuse.forbidden(
        name,
        "the unit does not report what is in force, and both travel in one frame",
        "Use the switch on the unit"
      )
    }
    if (config.inputCount === 0) yield* withoutInput(name, change)
    yield* PanelState.mastered(name, facts)
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
      ...framesOf(requestOf(wanted), { unheard: [hearPanels(before)] }),
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
      warnings: warnings(change, answer(facts, linesNow))
    }
  })

/** The name of the write. Of a unit with several AC inputs it names the one whose limit travels along: the active one. */
const nameOf = (change: Both, config: AcInputConfig.Reply | null): string => {
  const of = config !== null && config.inputCount > 1 ? ` of AC${activeInput(config)}` : ""
  return [change.switch && "switch", change.limit && `input current limit${of}`].filter(Boolean).join(" and ")
}

/** Refuses what an inverter cannot do: it has no AC input, so nothing to limit and nothing to charge from. */
const withoutInput = (what: string, change: Both): Result.Result<void, ControlError> => {
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

/** Notes where the switch on the unit allows less than the remote switch asks for. */
const frontNotes = (
  position: SwitchRegister.SwitchPosition,
  { switchRegister }: AcInputConfig.Reply
): ReadonlyArray<string> => {
  const front = switchRegister === null ? null : SwitchRegister.front(switchRegister)
  const isEnough =
    front === null ||
    front === "on" ||
    position === "off" ||
    (front === "charger-only" && position === "charger-only")
  return isEnough ? [] : [`the switch on the unit stands at ${front}: the unit does what both allow, no more`]
}

const limitRaw = (
  { amperes, input }: LimitChange,
  config: AcInputConfig.Reply
): Result.Result<Words.Raw16, ControlError> => {
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

const warnings = ({ switch: moved, limit }: Both, lines: BusLines.Reply | null): ReadonlyArray<string> => [
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

/** The form of S without the extended flags, so that they stay. Foreign panel frames are to be passed on. */
const requestOf = ({ position, limitRaw }: PanelState.PanelState, flags = 0): Switch.Request => ({
  _tag: "SwitchRequest",
  position,
  limitRaw,
  marker: 1,
  flags: Switch.Flags.limitInAmperes | Switch.Flags.forwardPanelFrames | flags,
  reserved: null,
  extended: null,
  eeprom: null,
  spare: Words.NONE
})

/**
 * Asks for foreign panel frames, and for nothing else: flag 10 keeps switch and limit from the device. It names what is in
 * force, so that it would change nothing behind an adapter that does not honour the flag.
 */
const hearPanels = (state: PanelState.PanelState): Switch.Request =>
  requestOf(state, Switch.Flags.doNotSendPanelState)

const order = (request: Order.Request): Order.Order | undefined => {
  if (request._tag !== "SwitchRequest") return undefined
  const { position, limitRaw, flags } = request
  const limit = limitRaw >= Switch.NO_LIMIT ? "none" : `${limitRaw / 10} A`
  const pick = (reply: Frames.Reply) => (reply._tag === "SwitchReply" ? reply : undefined)
  return (flags & Switch.Flags.doNotSendPanelState) === 0
    ? adapter(`switch ${position}, limit ${limit} (S)`, request, pick, "write")
    : adapter("foreign panel frames (S)", request, pick, "adapter")
}

const SWITCH_PACE = { name: "Switch", millis: 5000 }
const LIMIT_PACE = { name: "Limit", millis: 1000 }

/** The remote switch and the input current limit. */
export const panel: Kind<SwitchChange | LimitChange, PanelState.PanelWrite> = {
  turn: 5,
  changes: ["Switch", "Limit"],
  subject: ({ _tag }) => (_tag === "Switch" ? "switch" : "input current limit"),
  needs: (change) => ({
    others: [PanelState.config, ...(change._tag === "Switch" && change.position === "off" ? [linesNow] : [])]
  }),
  plan: (changes, facts) =>
    Result.map(
      plan(
        {
          switch: changes.find((change) => change._tag === "Switch") ?? null,
          limit: changes.find((change) => change._tag === "Limit") ?? null
        },
        facts
      ),
      (write) => [write]
    ),
  writing: {
    tag: "Panel",
    action: PanelState.PanelWrite,
    destination: () => "panel (S)",
    order,
    // A frame that moves both counts as both.
    pace: ({ before, wanted }) => [
      ...(before.position === wanted.position ? [] : [SWITCH_PACE]),
      ...(before.limitRaw === wanted.limitRaw ? [] : [LIMIT_PACE])
    ],
    execute: Execution.write,
    undo: ({ before, wanted, input }) => [
      ...(before.position === wanted.position
        ? []
        : [{ _tag: "Switch", position: before.position } as const]),
      ...(before.limitRaw === wanted.limitRaw
        ? []
        : [
            {
              _tag: "Limit",
              amperes: before.limitRaw >= Switch.NO_LIMIT ? "none" : before.limitRaw / 10,
              ...(input === undefined ? {} : { input })
            } as const
          ])
    ]
  }
}
