/**
 * The configuration of one unit: its unique number and, from every unit here, the addresses of the whole system.
 * Reference: protocol.md 3.5.3.
 */
import type { DeviceConfig } from "@vebus/codec"
import type * as Device from "../Device.ts"

const TYPE_CODE = 0x20

/** The frame of a unit among others. */
export const reply = (device: Device.State, devices: ReadonlyArray<Device.State>): DeviceConfig.Reply => ({
  _tag: "DeviceConfig",
  uniqueNumber: device.uniqueNumber,
  typeCode: TYPE_CODE,
  head: 0,
  addresses: devices.reduce((mask, { address }) => (mask | (1 << address)) >>> 0, 0),
  unexplained: 0,
  vllFlags: 0,
  address: device.address,
  spare: []
})
