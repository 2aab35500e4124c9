// Decodes a capture, a piece of what an adapter sent with noise in it. Needs @vebus/codec and nothing else.
import { Deframer, Frames, Hex, LedMasks, Scale, Version } from "@vebus/codec"

const capture = `5A 13 00 00 07 FF 56 24 DB 11 00 00 94 08 FF 57 8E 9C 7F 8F 00 00 6A 00 08 FF
  4C 09 00 00 00 03 00 A1 0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2 55
  87 FF 58 86 34 81 1F 1F A9`

const bytes = Hex.fromHex(capture)
if (bytes._tag === "Failure") throw new Error(`no hex at character ${bytes.failure.offset}`)

let voltage: Scale.RamScale | undefined
const tell = (reply: Frames.Reply): string => {
  if (reply._tag === "VersionReply") return `adapter firmware ${Version.firmware(reply)}`
  if (reply._tag === "LedsReply") return `mains LED ${LedMasks.lampStates(reply)?.mains ?? "not known"}`
  if (reply._tag === "DcInfo") return `battery ${Scale.volts(voltage, reply.batteryVoltageRaw)} V`
  if (reply._tag !== "WinmonReply") return reply._tag
  if (reply.reply._tag === "ReadSettingReply") return `setting ${reply.reply.valueRaw}`
  if (reply.reply._tag !== "RamInfoReply" || reply.reply.form !== "short") return reply.reply._tag
  voltage = Scale.ramScale(reply.reply.scaleWord, reply.reply.offsetWord)
  return "scale of voltages"
}

const [state, events] = Deframer.step(Deframer.initial, 0, bytes.success)
for (const event of [...events, ...Deframer.end(state)[1]]) {
  if (event._tag === "Frame") console.log(tell(Frames.replyOf(event).content))
  else console.log(`discarded ${Hex.toHex(Deframer.copyBytes(event))}`)
}
