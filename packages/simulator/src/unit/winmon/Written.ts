/**
 * The replies to a write, by 37 or by 34. Which byte of a refused request the mask names is our conclusion: no source
 * tells. Reference: protocol.md 4.3, 4.5.7, 8.
 */
import type { Winmon } from "@vebus/codec"
import type * as Device from "../Device.ts"
import * as Writes from "../Writes.ts"
import { type Context, notUnderstood } from "./Command.ts"

const RESTART_NEEDED = 1

/** The written thing, and the bits of the bytes that named it and its value. */
export interface Target {
  readonly kind: "ram" | "setting"
  readonly id: number
  readonly idByte: number
  readonly valueByte: number
}

/** Short replies have two bytes without meaning; in long ones a lone byte asks for a restart. */
export const reply = (
  device: Device.State,
  { kind, id, idByte, valueByte }: Target,
  written: Writes.Written,
  { long }: Context
): Winmon.Reply => {
  const _tag = kind === "ram" ? "RamWritten" : "SettingWritten"
  switch (written) {
    case "written":
      return { _tag, data: long ? [] : [0, 0] }
    case "restart-needed":
      return { _tag, data: long ? [RESTART_NEEDED] : [0, 0] }
    case "unknown-id":
      return notUnderstood(idByte)
    case "out-of-range":
      return notUnderstood(valueByte)
    case "locked":
      return { _tag: "AccessLevelRequired", data: [Writes.accessLevel(device, id)] }
  }
}
