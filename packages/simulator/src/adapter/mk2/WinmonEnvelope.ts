/**
 * W X Y Z and x y z: hands a winmon command to the unit selected with A, or to the one that the frame names. Nobody
 * selected, or nobody there: no answer. Reference: protocol.md 4.1, 4.2, 8.
 */
import { type Frames, Winmon, type WinmonEnvelope } from "@vebus/codec"
import * as Adapter from "../Adapter.ts"
import type * as Device from "../../unit/Device.ts"
import * as System from "../System.ts"
import * as Command from "../../unit/winmon/Command.ts"
import * as Commands from "../../unit/winmon/Winmon.ts"

/** The unit that a command is for, or `null`. */
export const deviceFor = (system: System.State, address: number | null, at: number): Device.State | null => {
  const target = address ?? system.adapter.address
  return target === null ? null : System.deviceAt(system, target, at)
}

/** A refusal that somebody has ordered, in place of what the unit would do. */
const refused = (device: Device.State, command: Winmon.Request): Command.Outcome | null => {
  const [code = 0] = Winmon.Request.encode(command)
  const left = device.refusals[code] ?? 0
  return left === 0
    ? null
    : Command.unknown({ ...device, refusals: { ...device.refusals, [code]: left - 1 } })
}

export const answer = (
  system: System.State,
  { letter, address, command }: WinmonEnvelope.Request,
  at: number
): System.Outcome => {
  const device = deviceFor(system, address, at)
  if (device === null) return [system, System.SILENCE]
  const long = Adapter.isLong(system.adapter) && device.model.combinesReplies
  const [next, replies] =
    refused(device, command) ?? Commands.answer(device, command, { long, at, password: system.password })
  return [
    next === device ? system : System.withDevice(system, device, next),
    replies.map((reply): Frames.Reply => ({ _tag: "WinmonReply", letter, reply }))
  ]
}
