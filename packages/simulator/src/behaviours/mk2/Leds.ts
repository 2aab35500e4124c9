/**
 * L: lamps, alarms and error, with as many data bytes as this kind of adapter sends. Reference: protocol.md 3.4.
 */
import type { Leds } from "@vebus/codec"
import { bytesOf } from "../../Model.ts"
import * as System from "../../System.ts"

/** The profile keeps the bytes behind the masks: alarms, error, and two that nobody has explained. */
const UNEXPLAINED = 2

export const answer = (system: System.State, at: number): System.Outcome => {
  const { ledDataBytes } = system.adapter
  const { extra } = system.devices[0].model.profile.frames.led.value
  const reply: Leds.Reply = {
    _tag: "LedsReply",
    ...System.leds(system, at),
    alarms: ledDataBytes > 2 ? 0 : null,
    status: ledDataBytes > 3 ? 0 : null,
    unexplained: ledDataBytes > 4 ? bytesOf(extra).slice(UNEXPLAINED) : []
  }
  return [system, [reply]]
}
