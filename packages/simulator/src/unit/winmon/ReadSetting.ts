/**
 * 31: the stored word of a setting, whatever is in force. Reference: protocol.md 4.5.6, 8.
 */
import type { ReadSetting, Words } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type { Context, Outcome } from "./Command.ts"

export const answer = (device: Device.State, { id }: ReadSetting.Request, { long }: Context): Outcome => {
  const word = device.stored[id]
  return [
    device,
    [
      word === undefined
        ? { _tag: "SettingUnsupported", data: long ? [] : [0, 0] }
        : { _tag: "ReadSettingReply", valueRaw: word as Words.Raw16, spare: [] }
    ]
  ]
}
