/**
 * 0E: what the unit is doing, and forced charge states. A forced state shows at the next inquiry, the answer to the
 * frame that forces it still tells the old one. A unit that may charge from the mains does as it is told, whatever it was
 * doing there; off the mains nothing can charge, and the demand is dropped: `docs/decisions/0004-what-no-source-tells.md`.
 * An action that nobody has documented is refused. Reference: protocol.md 4.5.3, 6.9, 8.
 */
import type { DeviceState } from "@vebus/codec"
import * as Device from "../Device.ts"
import type { Forced } from "../../world/Orders.ts"
import { type Context, notUnderstood, type Outcome } from "./Command.ts"

const ACTION_BYTE = 0x01

/** How long a forced state holds. */
const FORCED_MILLIS = 3_600_000

const demanded: Partial<Record<DeviceState.Request["action"], Forced>> = {
  "force-equalise": "equalise",
  "force-absorption": "forced-absorption",
  "force-float": "float"
}

export const answer = (device: Device.State, { action }: DeviceState.Request, { at }: Context): Outcome => {
  const subState = demanded[action]
  if (subState === undefined && action !== "inquire") return [device, [notUnderstood(ACTION_BYTE)]]
  const reply: DeviceState.Reply = { _tag: "DeviceStateReply", ...Device.told(device), spare: [] }
  return [subState === undefined ? device : force(device, subState, at), [reply]]
}

const force = (device: Device.State, subState: Forced, at: number): Device.State =>
  device.isOnMains
    ? { ...device, state: "charge", subState, forced: { subState, until: at + FORCED_MILLIS } }
    : device
