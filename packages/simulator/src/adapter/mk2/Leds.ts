/**
 * L: lamps, alarms and error, with as many data bytes as this kind of adapter sends. Reference: protocol.md 3.4.
 */
import { Leds } from "@vebus/codec"
import * as System from "../System.ts"

export const answer = (system: System.State, at: number): System.Outcome => {
  const { ledDataBytes } = system.adapter
  const [{ model }] = system.devices
  const masks = System.leds(system, at)
  if (ledDataBytes < 3) return [system, [Leds.Reply.make(masks)]]
  // The form of three bytes never tells of an alarm.
  if (ledDataBytes === 3) return [system, [Leds.Reply.make({ ...masks, alarms: 0 })]]
  const reply = Leds.Reply.make({
    ...masks,
    alarms: System.alarms(system, at),
    status: System.vebusError(system),
    unexplained: ledDataBytes > 4 ? model.ledsUnexplained : []
  })
  return [system, [reply]]
}
