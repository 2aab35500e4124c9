/**
 * The DC info frame. Its two currents and RAM 5 are the same measurement: one of the two is always zero.
 * Reference: protocol.md 3.5.1, 5.4.
 */
import { type DcInfo, Reading, Scale, type Words } from "@vebus/codec"
import type * as Device from "../../Device.ts"
import { bytesOf } from "../../Model.ts"

/** The frame of what a unit measures now. */
export const reply = ({ model, ram }: Device.State): DcInfo.Reply => {
  const word = (id: number): number => ram[id] ?? 0
  const scale = model.ramInfos.get(Reading.Ram.batteryCurrent)?.scale
  const raw = word(Reading.Ram.batteryCurrent)
  const charging = Scale.numberOf(raw, scale?._tag === "Linear" && scale.signed)
  const unexplained = bytesOf(model.profile.frames.dc.value.unknownBytes)
  return {
    _tag: "DcInfo",
    unexplained: unexplained.reduceRight((number, byte) => number * 0x100 + byte, 0),
    batteryVoltageRaw: word(Reading.Ram.batteryVoltage) as Words.Raw16,
    inverterCurrentRaw: Math.max(-charging, 0) as Words.Raw24,
    chargerCurrentRaw: Math.max(charging, 0) as Words.Raw24,
    inverterPeriodRaw: (word(Reading.Ram.inverterPeriod) & 0xff) as Words.Raw8,
    spare: []
  }
}
