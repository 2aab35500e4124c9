/**
 * Orders: the questions that change something. Their type says so, so that no session asks them: only `Control` does,
 * once a plan has been made and confirmed; and the one question that lets it hear who else gives orders.
 * Reference: protocol.md 3.6, 3.8, 3.9, 4.5.3, 4.5.7, 4.5.8, 4.6.
 */
import {
  BusLines,
  type DeviceState,
  type Frames,
  Hex,
  type Info,
  Restart,
  Switch,
  TwoStepWrite,
  WriteViaId,
  Words
} from "@vebus/codec"
import { adapter, never, type Question, winmon } from "../Question.ts"
import type { PanelState } from "./WritePlan.ts"

/** A question that changes something. */
export type Order<A> = Question<A, "write">

/** Writes a RAM variable, without its EEPROM. */
export const ram = (id: number, raw: Words.Raw16): Order<WriteViaId.RamWritten> =>
  winmon(
    `RAM variable ${id} = ${raw} (37)`,
    WriteViaId.ram(id, raw),
    () => (reply) => (reply._tag === "RamWritten" ? reply : undefined),
    "write"
  )

/** Writes a setting, either only into RAM or also into the EEPROM. */
export const setting = (
  id: number,
  raw: Words.Raw16,
  to: "ram" | "eeprom"
): Order<WriteViaId.SettingWritten> =>
  winmon(
    `setting ${id} = ${raw}, ${to === "ram" ? "RAM only" : "stored"} (37)`,
    WriteViaId.setting(id, raw, to),
    () => (reply) => (reply._tag === "SettingWritten" ? reply : undefined),
    "write"
  )

/** Names the setting that `data` writes. Never answered. */
export const select = (id: number): Order<undefined> =>
  winmon(`select setting ${id} (33)`, TwoStepWrite.selectSetting.make(id), () => never, "write")

/** The value for the setting that was selected. */
export const data = (raw: Words.Raw16): Order<WriteViaId.SettingWritten> =>
  winmon(
    `value ${raw} (34)`,
    TwoStepWrite.data(raw),
    () => (reply) => (reply._tag === "SettingWritten" ? reply : undefined),
    "write"
  )

/** The form of S without the extended flags, so that they stay. Foreign panel frames are to be passed on. */
const panelRequest = ({ position, limitRaw }: PanelState, flags = 0): Switch.Request => ({
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

const panelReply = (reply: Frames.Reply): Switch.Reply | undefined =>
  reply._tag === "SwitchReply" ? reply : undefined

/** Sets switch and limit, and asks for foreign panel frames, so that another master is noticed. */
export const panel = (state: PanelState): Order<Switch.Reply> =>
  adapter(
    `switch ${state.position}, limit ${state.limitRaw >= Switch.NO_LIMIT ? "none" : `${state.limitRaw / 10} A`} (S)`,
    panelRequest(state),
    panelReply,
    "write"
  )

/**
 * Asks for foreign panel frames, and for nothing else: flag 10 keeps switch and limit from the device. Whoever sends it
 * names what is in force, so that it would change nothing behind an adapter that does not honour the flag.
 */
export const hearPanels = (inForce: PanelState): Question<Switch.Reply, "adapter"> =>
  adapter(
    "foreign panel frames (S)",
    panelRequest(inForce, Switch.Flags.doNotSendPanelState),
    panelReply,
    "adapter"
  )

/** Sets all bus lines of an MK3 at once. */
export const busLines = (lines: number): Order<BusLines.Reply> =>
  adapter(
    `bus lines ${Hex.hexByte(lines)} (H)`,
    BusLines.set(lines),
    (reply) => (reply._tag === "BusLinesReply" && reply.lines === lines ? reply : undefined),
    "write"
  )

/** The charge states that can be forced. */
export type ForcedCharge = "absorption" | "float" | "equalise"

/** Forces a charge state. Its answer may still show the old state. */
export const forceCharge = (to: ForcedCharge): Order<DeviceState.Reply> =>
  winmon(
    `force ${to} (0E)`,
    { _tag: "DeviceStateRequest", action: `force-${to}`, spare: Words.NONE },
    () => (reply) => (reply._tag === "DeviceStateReply" ? reply : undefined),
    "write"
  )

/** Restarts the device with this unique number, 0 for all. Never answered; AC output is interrupted. */
export const restartDevices = (uniqueNumber: number): Order<undefined> => {
  const request: Info.Request = { _tag: "DeviceRestartRequest", uniqueNumber, spare: Words.NONE }
  return adapter(
    `restart ${uniqueNumber === 0 ? "all devices" : `device ${uniqueNumber}`} (F 8)`,
    request,
    never,
    "write"
  )
}

/** Restarts the adapter. Never answered; a version frame follows. */
export const restartAdapter: Order<undefined> = adapter(
  "restart the adapter (R)",
  Restart.request,
  never,
  "write"
)
