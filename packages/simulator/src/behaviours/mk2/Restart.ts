/**
 * R and F 8: restarts. R restarts the adapter, F 8 the unit with a unique number; F 8 with 0 restarts all units and,
 * with the bus, the adapter. There is no answer. Reference: protocol.md 3.9, 6.9, 8.
 */
import type { Info } from "@vebus/codec"
import * as Adapter from "../../Adapter.ts"
import * as System from "../../System.ts"

const ALL = 0

const adapterOf = (system: System.State, at: number): Adapter.State =>
  Adapter.restart(system.adapter, at + System.RESTART_MILLIS)

export const answer = (system: System.State, at: number): System.Outcome => [
  { ...system, adapter: adapterOf(system, at) },
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
  return [uniqueNumber === ALL ? { ...restarted, adapter: adapterOf(system, at) } : restarted, System.SILENCE]
}
