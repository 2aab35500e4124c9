/**
 * What a frame is, in a few words: the headline of an explanation.
 */
import { message } from "../bytes/Failure.ts"
import { hexByte } from "../bytes/Hex.ts"
import type * as Frames from "../Frames.ts"
import * as AcInfo from "../info/AcInfo.ts"
import * as Leds from "../mk2/Leds.ts"
import type * as Winmon from "../winmon/Winmon.ts"
import * as WriteViaId from "../winmon/WriteViaId.ts"
import { adapter, ledTrouble } from "./FrameMeanings.ts"
import { hexWord, ledState, shortRam, shortSetting, wordsOf } from "./Phrases.ts"

/** The headline of a frame. */
export const titleOf = (content: Frames.Request | Frames.Reply): string => {
  switch (content._tag) {
    case "WinmonRequest":
      return `${winmon(content.command)} on ${content.letter}${content.address === null ? "" : ` to device ${content.address}`}`
    case "WinmonReply":
      return `${winmon(content.reply)} on ${content.letter}`
    case "AddressRequest":
      return `address request: ${content.action}${content.action === "get" ? "" : ` ${content.address}`}`
    case "AddressReply":
      return `address reply: ${content.action} ${content.address}`
    case "AcInfo":
      return `AC info of L${AcInfo.phaseOf(content.phaseCode)}`
    case "AcInfoRequest":
      return `AC info request for L${content.phase}`
    case "SnapshotRequest":
      return `snapshot request for RAM ${ramIds(content.ids)}`
    case "SwitchRequest":
      return `switch request: ${content.position}`
    case "VersionReply":
      return `version reply: ${adapter(content)}`
    case "LedsReply": {
      const trouble = ledTrouble(content)
      const state = ledState(content, Leds.vebusError(content))
      return `LEDs reply: ${state}${trouble === null ? "" : `; ${trouble}`}`
    }
    case "Bus21":
    case "Bus38":
    case "Bus3D":
      return `bus frame of type ${content._tag.slice(-2)}`
    case "UnknownFrame":
      return `frame of unknown type ${hexByte(content.code)}`
    case "Malformed":
      return `malformed: ${message(content.failure)}`
    default:
      return wordsOf(content._tag)
  }
}

const ramIds = (ids: ReadonlyArray<number | undefined>): string => ids.map((id) => shortRam(id!)).join(", ")

const winmon = (value: Winmon.Request | Winmon.Reply): string => {
  switch (value._tag) {
    case "ReadRamRequest":
      return `read RAM ${ramIds(value.ids)}`
    case "RamInfoRequest":
    case "SelectRamRequest":
      return `${wordsOf(value._tag)} for RAM ${shortRam(value.id)}`
    case "ReadSettingRequest":
    case "SettingInfoRequest":
    case "FlagAccessRequest":
    case "SelectSettingRequest":
      return `${wordsOf(value._tag)} for setting ${shortSetting(value.id)}`
    case "WriteViaIdRequest":
      return writing(value)
    case "DeviceStateRequest":
      return `device state request (${value.action})`
    case "DeviceStateReply":
      return `device state reply (${value.state}${value.state === "charge" ? `, ${value.subState}` : ""})`
    case "ReadSettingReply":
      return `setting reply of ${hexWord(value.valueRaw)}`
    case "RamInfoReply":
    case "SettingInfoReply":
      return `${wordsOf(value._tag)}${value.form === "empty" ? " (not supported)" : ""}`
    case "UnknownWinmonRequest":
    case "UnknownWinmonReply":
      return `${wordsOf(value._tag)} ${hexByte(value.code)}`
    default:
      return wordsOf(value._tag)
  }
}

const writing = ({ flags, id }: WriteViaId.Request): string => {
  const target = (flags & WriteViaId.SETTING) === 0 ? `RAM ${shortRam(id)}` : `setting ${shortSetting(id)}`
  return `write ${target}${(flags & WriteViaId.NO_EEPROM) === 0 ? "" : ", RAM only"}`
}
