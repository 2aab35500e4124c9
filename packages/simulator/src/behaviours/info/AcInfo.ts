/**
 * The AC info frame of one phase. Reference: protocol.md 3.5.2.
 */
import { AcInfo, Reading, type Words } from "@vebus/codec"
import * as Device from "../../Device.ts"

/**
 * The frame of what the master of a phase measures now. Its currents are those of the master alone: the factors say how
 * often they count, so each unit on the phase counts once.
 */
export const reply = (
  master: Device.State,
  phase: 1 | 2 | 3 | 4,
  phaseCount: 1 | 2 | 3 | 4,
  units: number
): AcInfo.Reply => {
  const { model, ram } = master
  const word = (id: number): Words.Raw16 => (ram[id] ?? 0) as Words.Raw16
  const { backfeedFactor, inverterFactor, unknownByte } = model.profile.frames.ac.value
  return {
    _tag: "AcInfo",
    backfeedFactor: backfeedFactor * units,
    inverterFactor: inverterFactor * units,
    unexplained: unknownByte,
    state: Device.told(master).state,
    phaseCode: AcInfo.phaseCode(phase, phaseCount),
    mainsVoltageRaw: word(Reading.Ram.mainsVoltage),
    mainsCurrentRaw: word(Reading.Ram.mainsCurrent),
    outputVoltageRaw: word(Reading.Ram.outputVoltage),
    outputCurrentRaw: word(Reading.Ram.outputCurrent),
    mainsPeriodRaw: (word(Reading.Ram.mainsPeriod) & 0xff) as Words.Raw8,
    spare: []
  }
}
