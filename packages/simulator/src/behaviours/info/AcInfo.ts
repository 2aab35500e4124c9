/**
 * The AC info frame of one phase. Reference: protocol.md 3.5.2.
 */
import { AcInfo, Reading, type Words } from "@vebus/codec"
import type * as Device from "../../Device.ts"

/** The frame of what the master of a phase measures now. */
export const reply = (
  { model, ram, state }: Device.State,
  phase: 1 | 2 | 3 | 4,
  phaseCount: 1 | 2 | 3 | 4
): AcInfo.Reply => {
  const word = (id: number): Words.Raw16 => (ram[id] ?? 0) as Words.Raw16
  const { backfeedFactor, inverterFactor, unknownByte } = model.profile.frames.ac.value
  return {
    _tag: "AcInfo",
    backfeedFactor,
    inverterFactor,
    unexplained: unknownByte,
    state,
    phaseCode: AcInfo.phaseCode(phase, phaseCount),
    mainsVoltageRaw: word(Reading.Ram.mainsVoltage),
    mainsCurrentRaw: word(Reading.Ram.mainsCurrent),
    outputVoltageRaw: word(Reading.Ram.outputVoltage),
    outputCurrentRaw: word(Reading.Ram.outputCurrent),
    mainsPeriodRaw: (word(Reading.Ram.mainsPeriod) & 0xff) as Words.Raw8,
    spare: []
  }
}
