/**
 * The parts that a reading is made of, as a MultiPlus-II on 48 V sends them.
 */
import type { AcInfo, AcInputConfig, DcInfo, DeviceState, Leds, Words } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import { Scale } from "@vebus/codec"

export const raw8 = (value: number) => value as Words.Raw8
export const raw16 = (value: number) => (value & 0xffff) as Words.Raw16
export const raw24 = (value: number) => value as Words.Raw24

/** The scales of a MultiPlus-II. That of the output current says unsigned, although the unit sends negative values. */
export const scales: Reading.RamScales = new Map([
  [0, Scale.ramScale(32668, 0)],
  [1, Scale.ramScale(-32668, 0)],
  [2, Scale.ramScale(32668, 0)],
  [3, Scale.ramScale(32668, 0)],
  [4, Scale.ramScale(32668, 0)],
  [5, Scale.ramScale(-32758, 0)],
  [7, Scale.ramScale(30815, 256)],
  [8, Scale.ramScale(31791, 0)],
  [13, Scale.ramScale(32568, 0)],
  [14, Scale.ramScale(-1, 0)],
  [15, Scale.ramScale(-1, 0)],
  [16, Scale.ramScale(-1, 0)]
])

export const dc: DcInfo.Reply = {
  _tag: "DcInfo",
  unexplained: 0,
  batteryVoltageRaw: raw16(5200),
  inverterCurrentRaw: raw24(0),
  chargerCurrentRaw: raw24(105),
  inverterPeriodRaw: raw8(0x86),
  spare: []
}
export const ac: AcInfo.Reply = {
  _tag: "AcInfo",
  backfeedFactor: 1,
  inverterFactor: 1,
  unexplained: 0,
  state: "charge",
  phaseCode: 8,
  mainsVoltageRaw: raw16(23000),
  mainsCurrentRaw: raw16(350),
  outputVoltageRaw: raw16(22990),
  outputCurrentRaw: raw16(120),
  mainsPeriodRaw: raw8(0xc3),
  spare: []
}
export const config: AcInputConfig.Reply = {
  _tag: "AcInputConfig",
  unexplained: 0x10,
  on: 0,
  blink: 0,
  alarms: 0,
  activeInput: 0,
  limitChangeable: true,
  digitalMultiControl: false,
  inputCount: 1,
  panelDetected: true,
  minimumLimitRaw: raw16(37),
  maximumLimitRaw: raw16(500),
  actualLimitRaw: raw16(125),
  switchRegister: 0x33,
  spare: []
}
export const leds: Leds.Reply = {
  _tag: "LedsReply",
  on: 0x01,
  blink: 0x04,
  alarms: 0,
  status: 0,
  unexplained: []
}
export const state: DeviceState.Reply = {
  _tag: "DeviceStateReply",
  state: "charge",
  subState: "absorption",
  spare: []
}

export const head: Reading.Head = { time: "2025-01-02T03:04:05Z", port: "sim:", address: 0, notBefore: 0 }
