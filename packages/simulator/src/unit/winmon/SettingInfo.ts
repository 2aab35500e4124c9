/**
 * 35: the info of a setting: one frame in long mode, two in short mode. Firmware before 308 has no access byte.
 * Reference: protocol.md 4.3, 4.5.5, 8.
 */
import type { SettingInfo, SettingRange, Words } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type { Context, Outcome } from "./Command.ts"

const _tag = "SettingInfoReply"
const FIRST_WITH_ACCESS = 308

export const answer = (device: Device.State, { id }: SettingInfo.Request, { long }: Context): Outcome => {
  const info = device.model.settingInfos.get(id)
  if (info === undefined) return [device, [unsupported(long)]]
  const { words } = info
  if (!long) return [device, short(words)]
  const access = device.model.firmware >= FIRST_WITH_ACCESS ? words.access : null
  return [device, [{ _tag, form: "long", ...words, access, spare: [] }]]
}

const unsupported = (long: boolean): SettingInfo.Reply =>
  long
    ? { _tag, form: "empty", spare: [] }
    : { _tag, form: "part", part: "scale", valueRaw: 0 as Words.Raw16, spare: [] }

const short = ({
  scaleWord,
  offsetWord,
  defaultRaw,
  minimumRaw,
  maximumRaw
}: SettingRange.SettingWords): ReadonlyArray<SettingInfo.Reply> => [
  { _tag, form: "short", scaleWord, offsetWord, defaultRaw, minimumRaw, spare: [] },
  { _tag, form: "part", part: "maximum", valueRaw: maximumRaw, spare: [] }
]
