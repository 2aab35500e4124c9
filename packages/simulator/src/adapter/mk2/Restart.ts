/**
 * R and F 8: restarts. R restarts the adapter, F 8 the unit with a unique number; F 8 with 0 restarts all units and,
 * with the bus, the adapter. There is no answer. Reference: protocol.md 3.9, 6.9, 8.
 */
import type { Info } from "@vebus/codec"
import * as Adapter from "../Adapter.ts"
import * as System from "../System.ts"

const ALL = 0

export const answer = (system: System.State, at: number): System.Outcome => [
  { ...system, adapter: Adapter.restart(system.adapter, at + system.adapterRestartMillis) },
  System.SILENCE
]

export const answerDevice = (
  system: System.State,
  { uniqueNumber }: typeof Info.DeviceRestartRequest.Type,
  at: number
): System.Outcome => {
  const restarted = System.restarted(
    system,
    (device) =>
      device.presence === "present" && (uniqueNumber === ALL || uniqueNumber === device.uniqueNumber),
    at + System.RESTART_MILLIS
  )
  const adapter =
    uniqueNumber === ALL ? Adapter.restart(system.adapter, at + System.RESTART_MILLIS) : system.adapter
  return [{ ...restarted, adapter }, System.SILENCE]
}
