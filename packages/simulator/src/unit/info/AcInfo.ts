/**
 * The AC info frame of one phase. Reference: protocol.md 3.5.2.
 */
import { AcInfo, Scale, type Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Device from "../Device.ts"

/** How many units work on a phase, and how many of them were heard at the start. */
export interface Units {
  readonly working: number
  readonly heard: number
}

/**
 * The frame of what the master of a phase measures now. Its factors say how often its currents count: once for each unit
 * that was heard when the system started. While all are heard the currents are those of the master.
 */
export const reply = (
  master: Device.State,
  phase: 1 | 2 | 3 | 4,
  phaseCount: 1 | 2 | 3 | 4,
  { working, heard }: Units
): AcInfo.Reply => {
  const { model, ram } = master
  const word = (id: number): Words.Raw16 => (ram[id] ?? 0) as Words.Raw16
  const current = (id: number): Words.Raw16 =>
    working === heard
      ? word(id)
      : ((Math.round((Scale.numberOf(word(id), true) * working) / heard) & 0xffff) as Words.Raw16)
  const { backfeedFactor, inverterFactor, unknownByte } = model.profile.frames.ac.value
  return {
    _tag: "AcInfo",
    backfeedFactor: backfeedFactor * heard,
    inverterFactor: inverterFactor * heard,
    unexplained: unknownByte,
    state: Device.told(master).state,
    phaseCode: AcInfo.phaseCode(phase, phaseCount),
    mainsVoltageRaw: word(Reading.Ram.mainsVoltage),
    mainsCurrentRaw: current(Reading.Ram.mainsCurrent),
    outputVoltageRaw: word(Reading.Ram.outputVoltage),
    outputCurrentRaw: current(Reading.Ram.outputCurrent),
    mainsPeriodRaw: (word(Reading.Ram.mainsPeriod) & 0xff) as Words.Raw8,
    spare: []
  }
}
