/**
 * 05 and 06: the version number, whole in long mode, word by word in short mode. Reference: protocol.md 4.5.1.
 */
import type * as Device from "../Device.ts"
import type { Context, Outcome } from "./Command.ts"

export const answer = (device: Device.State, { long }: Context): Outcome => {
  const { version, versionRemainder } = device.model
  return [
    device,
    [
      long
        ? { _tag: "SoftwareVersionReply", form: "long", version, spare: versionRemainder }
        : { _tag: "SoftwareVersionReply", form: "short", lowWord: version & 0xffff, spare: [] }
    ]
  ]
}

export const answerHigh = (device: Device.State): Outcome => [
  device,
  [{ _tag: "SoftwareVersionHighReply", highWord: device.model.version >>> 16, spare: [] }]
]
