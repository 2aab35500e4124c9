/**
 * Writes into a unit: what they change, and what becomes of them. Reference: protocol.md 4.5.7, 4.5.11, 8.
 */
import { SettingRange, type Words } from "@vebus/codec"
import type * as Device from "./Device.ts"

/** The outcome of a write. */
export type Written = "written" | "restart-needed" | "unknown-id" | "out-of-range" | "locked"

/**
 * Writes a RAM variable. What is measured takes its measured value again with the next measurement; the set-point of
 * the ESS assistant acts from then on and reads back as something else. It ends a charge state that was forced:
 * `docs/decisions/0008-a-setpoint-ends-a-forced-state.md`.
 */
export const ram = (
  device: Device.State,
  id: number,
  raw: number,
  at: number
): readonly [Device.State, Written] => {
  if (device.ram[id] === undefined) return [device, "unknown-id"]
  return [
    device.model.profile.ess?.setpointId === id
      ? { ...device, ess: { setpointRaw: raw, writtenAt: at }, forced: null }
      : { ...device, ram: { ...device.ram, [id]: raw } },
    "written"
  ]
}

/** Access bits of a setting info: a change needs a restart; all others are levels that somebody must unlock. */
const RESTART_NEEDED = 0x80

/** The level that a write of this setting needs, 0 for none. */
export const accessLevel = ({ model }: Device.State, id: number): number =>
  (model.settingInfos.get(id)?.words.access ?? 0) & ~RESTART_NEEDED

/** Writes a setting into RAM, where it acts at once, or also into the EEPROM, where it survives a restart. */
export const setting = (
  device: Device.State,
  id: number,
  raw: Words.Raw16,
  to: "ram" | "eeprom",
  at: number
): readonly [Device.State, Written] => {
  const info = device.model.settingInfos.get(id)
  if (info === undefined) return [device, "unknown-id"]
  if (accessLevel(device, id) !== 0 && at >= device.unlockedUntil) return [device, "locked"]
  if (!SettingRange.contains(info.range, raw)) return [device, "out-of-range"]
  const restartNeeded = ((info.words.access ?? 0) & RESTART_NEEDED) !== 0
  return [
    {
      ...device,
      stored: to === "eeprom" ? { ...device.stored, [id]: raw } : device.stored,
      active: restartNeeded ? device.active : { ...device.active, [id]: raw }
    },
    restartNeeded ? "restart-needed" : "written"
  ]
}
