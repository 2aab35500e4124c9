/**
 * The info frames (`20`, `41`, `3C`), by tag.
 */
import { AcInfo, AcInputConfig, BatteryLimits, DcInfo, DeviceConfig, States } from "@vebus/codec"
import fc from "fast-check"
import { reply, type Table } from "./Row.ts"
import {
  data,
  fields,
  join,
  name,
  raw16,
  raw24,
  raw8,
  spare,
  trailing,
  uint16,
  uint32,
  uint8
} from "./Words.ts"

/** The replies that are info frames. */
export const replies: Table<
  DcInfo.Reply | AcInfo.Reply | DeviceConfig.Reply | AcInputConfig.Reply | BatteryLimits.Reply
> = {
  DcInfo: reply(
    "DcInfo",
    DcInfo,
    fields({
      unexplained: uint32,
      batteryVoltageRaw: raw16,
      inverterCurrentRaw: raw24,
      chargerCurrentRaw: raw24,
      inverterPeriodRaw: raw8,
      spare
    })
  ),
  AcInfo: reply(
    "AcInfo",
    AcInfo,
    fields({
      backfeedFactor: uint8,
      inverterFactor: uint8,
      unexplained: uint8,
      state: name(States.DeviceState),
      phaseCode: fc.constantFrom(...AcInfo.PhaseCode.literals),
      mainsVoltageRaw: raw16,
      mainsCurrentRaw: raw16,
      outputVoltageRaw: raw16,
      outputCurrentRaw: raw16,
      mainsPeriodRaw: raw8,
      spare
    })
  ),
  DeviceConfig: reply(
    "DeviceConfig",
    DeviceConfig,
    fields({
      uniqueNumber: uint32,
      typeCode: fc.oneof(fc.integer({ min: 0x02, max: 0x04 }), fc.integer({ min: 0x20, max: 0x2f })),
      head: uint16,
      addresses: uint32,
      unexplained: uint8,
      vllFlags: uint8,
      address: uint8,
      spare
    })
  ),
  AcInputConfig: reply(
    "AcInputConfig",
    AcInputConfig,
    join(
      fields({
        unexplained: uint8,
        on: uint8,
        blink: uint8,
        alarms: uint8,
        activeInput: fc.constantFrom(0, 1, 2, 3),
        limitChangeable: fc.boolean(),
        digitalMultiControl: fc.boolean(),
        inputCount: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7),
        panelDetected: fc.boolean(),
        minimumLimitRaw: raw16,
        maximumLimitRaw: raw16,
        actualLimitRaw: raw16
      }),
      trailing(["switchRegister"], "spare")
    )
  ),
  BatteryLimits: reply("BatteryLimits", BatteryLimits, fields({ head: uint8, data }))
}
