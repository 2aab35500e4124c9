/**
 * L: lamps, alarms and error, with as many data bytes as this kind of adapter sends. Reference: protocol.md 3.4.
 */
import type { Leds } from "@vebus/codec"
import * as System from "../System.ts"

export const answer = (system: System.State, at: number): System.Outcome => {
  const { ledDataBytes } = system.adapter
  const [{ model }] = system.devices
  const alarms = System.alarms(system, at)
  const reply: Leds.Reply = {
    _tag: "LedsReply",
    ...System.leds(system, at),
    // The form of three bytes never tells of an alarm.
    alarms: ledDataBytes < 3 ? null : ledDataBytes === 3 ? 0 : alarms,
    status: ledDataBytes > 3 ? System.vebusError(system) : null,
    unexplained: ledDataBytes > 4 ? model.ledsUnexplained : []
  }
  return [system, [reply]]
}
