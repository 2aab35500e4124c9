/**
 * 3F: moves the switch past the adapter's panel logic, without an answer. Positions that nobody has documented leave
 * it. Reference: protocol.md 3.11, 8.
 */
import { DirectSwitch } from "@vebus/codec"
import * as System from "../System.ts"

export const answer = (system: System.State, { head }: DirectSwitch.Request): System.Outcome => {
  const position = DirectSwitch.Position.decode(head)
  const requested = DirectSwitch.Position.names.find((name) => name === position)
  return [
    requested === undefined ? system : { ...system, panel: { ...system.panel, requested } },
    System.SILENCE
  ]
}
