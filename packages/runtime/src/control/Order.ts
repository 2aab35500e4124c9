/**
 * Orders: the questions that change something. Their type says so, so that no session asks them: only `Control` does,
 * once a plan has been made and confirmed; and the one question that lets it hear who else gives orders.
 *
 * An order is made of its request alone: what it is called and how its answer is recognised follow from that. So a plan
 * keeps the frame, and what is sent is made of the frame that was shown (`frameOf`, `read`).
 * Reference: protocol.md 3.6, 3.8, 3.9, 4.5.3, 4.5.7, 4.5.8, 4.6.
 */
import {
  BusLines,
  type DeviceState,
  Frames,
  Hex,
  Restart,
  Switch,
  TwoStepWrite,
  type Winmon,
  WinmonEnvelope,
  Words,
  WriteViaId
} from "@vebus/codec"
import * as Result from "effect/Result"
import * as Letters from "../link/Letters.ts"
import { adapter, type Change, never, type Question, traits, winmon } from "../link/Question.ts"
import type { PanelState } from "./WritePlan.ts"

/** A question that changes something. */
export type Order<A> = Question<A, "write">

/** What answers an order: a reply of the adapter or of the device, or nothing ever. */
export type Answer =
  | WriteViaId.RamWritten
  | WriteViaId.SettingWritten
  | DeviceState.Reply
  | BusLines.Reply
  | Switch.Reply
  | undefined

/** The letter under which winmon commands are shown that are answered. They go out under the first that is free. */
const SHOWN = "X"

/**
 * How long a device may take to refuse the selecting step of a two-step write, in milliseconds: request, turnaround and
 * reply take 100 (protocol.md 4.5.8).
 */
const REFUSAL_MILLIS = 150

const settingWritten = () => (reply: Winmon.Reply) => (reply._tag === "SettingWritten" ? reply : undefined)

/** The order of a winmon command; `undefined` for a command that is none. */
const ofCommand = (command: Winmon.Request): Order<Answer> | undefined => {
  switch (command._tag) {
    case "WriteViaIdRequest": {
      const { id, flags, valueRaw } = command
      if ((flags & WriteViaId.SETTING) !== 0) {
        const place = (flags & WriteViaId.NO_EEPROM) === 0 ? "stored" : "RAM only"
        return winmon(`setting ${id} = ${valueRaw}, ${place} (37)`, command, settingWritten, "write")
      }
      return winmon(
        `RAM variable ${id} = ${valueRaw} (37)`,
        command,
        () => (reply) => (reply._tag === "RamWritten" ? reply : undefined),
        "write"
      )
    }
    case "SelectSettingRequest":
      return {
        _tag: "WinmonQuestion",
        effect: "write",
        name: `select setting ${command.id} (33)`,
        command,
        pick: () => never,
        refusalMillis: REFUSAL_MILLIS
      }
    case "WriteDataRequest":
      return winmon(`value ${command.valueRaw} (34)`, command, settingWritten, "write")
    case "DeviceStateRequest":
      return winmon(
        `${command.action.replace("-", " ")} (0E)`,
        command,
        () => (reply) => (reply._tag === "DeviceStateReply" ? reply : undefined),
        "write"
      )
    default:
      return undefined
  }
}

const panelReply = (reply: Frames.Reply): Switch.Reply | undefined =>
  reply._tag === "SwitchReply" ? reply : undefined

/** The question of a request; `undefined` for a request that is no order, nor asks to hear others. */
const ofRequest = (request: Frames.Request): Question<Answer, Exclude<Change, "read">> | undefined => {
  switch (request._tag) {
    case "WinmonRequest":
      return ofCommand(request.command)
    case "SwitchRequest": {
      const { position, limitRaw, flags } = request
      const limit = limitRaw >= Switch.NO_LIMIT ? "none" : `${limitRaw / 10} A`
      return (flags & Switch.Flags.doNotSendPanelState) === 0
        ? adapter(`switch ${position}, limit ${limit} (S)`, request, panelReply, "write")
        : adapter("foreign panel frames (S)", request, panelReply, "adapter")
    }
    case "BusLinesRequest":
      return adapter(
        `bus lines ${Hex.hexByte(request.lines ?? 0)} (H)`,
        request,
        (reply) => (reply._tag === "BusLinesReply" && reply.lines === request.lines ? reply : undefined),
        "write"
      )
    case "DeviceRestartRequest": {
      const { uniqueNumber } = request
      const whom = uniqueNumber === 0 ? "all devices" : `device ${uniqueNumber}`
      return adapter(`restart ${whom} (F 8)`, request, never, "write")
    }
    case "RestartRequest":
      return adapter("restart the adapter (R)", request, never, "write")
    default:
      return undefined
  }
}

/** What a plan may send: an order, or the question that asks to hear others. */
export type Sendable = Question<Answer, Exclude<Change, "read">>

/** The frame of what a plan may send, in hex; a winmon command that is answered goes under the letter X there. */
export const frameOf = (sendable: Sendable): string => {
  if (sendable._tag === "AdapterQuestion") return Hex.toHex(Frames.toWire(sendable.request))
  const letter = traits(sendable).timeoutMillis === null ? Letters.UNANSWERED : SHOWN
  return Hex.toHex(Frames.toWire(WinmonEnvelope.request(letter, sendable.command)))
}

/** What a frame of a plan sends: `frameOf` the other way round. `undefined` for a frame that no plan has. */
export const read = (frame: string): Sendable | undefined => {
  const bytes = Hex.fromHex(frame)
  if (Result.isFailure(bytes)) return undefined
  const decoded = Frames.decodeRequestFrame(bytes.success)
  return Result.isSuccess(decoded) ? ofRequest(decoded.success.content) : undefined
}

/** Writes a RAM variable, without its EEPROM. */
export const ram = (id: number, raw: Words.Raw16): Order<Answer> => ofCommand(WriteViaId.ram(id, raw))!

/** Writes a setting, either only into RAM or also into the EEPROM. */
export const setting = (id: number, raw: Words.Raw16, to: "ram" | "eeprom"): Order<Answer> =>
  ofCommand(WriteViaId.setting(id, raw, to))!

/** Names the setting that `data` writes. Never answered, but it may be refused. */
export const select = (id: number): Order<Answer> => ofCommand(TwoStepWrite.selectSetting.make(id))!

/** The value for the setting that was selected. */
export const data = (raw: Words.Raw16): Order<Answer> => ofCommand(TwoStepWrite.data(raw))!

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

/** Sets switch and limit, and asks for foreign panel frames, so that another master is noticed. */
export const panel = (state: PanelState): Sendable => ofRequest(panelRequest(state))!

/**
 * Asks for foreign panel frames, and for nothing else: flag 10 keeps switch and limit from the device. Whoever sends it
 * names what is in force, so that it would change nothing behind an adapter that does not honour the flag.
 */
export const hearPanels = (inForce: PanelState): Sendable =>
  ofRequest(panelRequest(inForce, Switch.Flags.doNotSendPanelState))!

/** Sets all bus lines of an MK3 at once. */
export const busLines = (lines: number): Sendable => ofRequest(BusLines.set(lines))!

/** The charge states that can be forced. */
export type ForcedCharge = "absorption" | "float" | "equalise"

/** Forces a charge state. Its answer may still show the old state. */
export const forceCharge = (to: ForcedCharge): Order<Answer> =>
  ofCommand({ _tag: "DeviceStateRequest", action: `force-${to}`, spare: Words.NONE })!

/** Restarts the device with this unique number, 0 for all. Never answered; AC output is interrupted. */
export const restartDevices = (uniqueNumber: number): Sendable =>
  ofRequest({ _tag: "DeviceRestartRequest", uniqueNumber, spare: Words.NONE })!

/** Restarts the adapter. Never answered; a version frame follows. */
export const restartAdapter: Sendable = ofRequest(Restart.request)!
