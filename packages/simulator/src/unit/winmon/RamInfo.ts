/**
 * 36: the info of a RAM variable. Words of assistants have none. Reference: protocol.md 4.3, 4.5.4.
 */
import type { RamInfo } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type { Context, Outcome } from "./Command.ts"

const _tag = "RamInfoReply"

export const answer = (device: Device.State, { id }: RamInfo.Request, { long }: Context): Outcome => {
  const info = device.model.ramInfos.get(id)
  return [device, [info === undefined ? unsupported(long) : reply(info, long)]]
}

const reply = (
  { scaleWord, offsetWord }: { readonly scaleWord: number; readonly offsetWord: number },
  long: boolean
): RamInfo.Reply => ({ _tag, form: long ? "long" : "short", scaleWord, offsetWord, spare: [] })

const unsupported = (long: boolean): RamInfo.Reply =>
  long ? { _tag, form: "empty", spare: [] } : { _tag, form: "scale", scaleWord: 0, spare: [] }
