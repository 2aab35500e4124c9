/**
 * 30: the words of one to six RAM variables. One that the unit lacks spoils the whole request. New firmware takes a
 * padding 00 for a second id and answers two words, old firmware answers the first id alone. Reference: protocol.md
 * 4.5.2, 8.
 */
import type { ReadRam, Words } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type { Context, Outcome } from "./Command.ts"

export const answer = (device: Device.State, { ids }: ReadRam.Request, { long }: Context): Outcome => {
  const named = ids as ReadonlyArray<number>
  const asked = device.model.combinesReplies ? named : named.slice(0, 1)
  const missing = asked.findIndex((id) => device.ram[id] === undefined)
  return [
    device,
    [
      missing < 0
        ? {
            _tag: "ReadRamReply",
            valuesRaw: asked.map((id) => (device.ram[id] ?? 0) as Words.Raw16),
            spare: []
          }
        : { _tag: "RamUnsupported", data: long ? [missing + 1] : [0, 0] }
    ]
  ]
}
