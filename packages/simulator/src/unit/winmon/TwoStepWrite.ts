/**
 * 32, 33 and 34: a write in two steps, in short mode only. The first step is not acknowledged, and what it selects
 * stays selected: a later 34 writes there again. An id that the unit lacks selects nothing.
 * Reference: protocol.md 4.5.8, 8.
 */
import type { TwoStepWrite } from "@vebus/codec"
import type * as Device from "../Device.ts"
import * as Writes from "../Writes.ts"
import { type Context, type Outcome, unknown } from "./Command.ts"
import * as Written from "./Written.ts"

/** Bit of the high byte of the value. */
const VALUE_BYTE = 0x02

export const select = (
  device: Device.State,
  kind: "ram" | "setting",
  { id }: TwoStepWrite.SelectRamRequest | TwoStepWrite.SelectSettingRequest,
  { long }: Context
): Outcome => {
  if (long) return unknown(device)
  const words = kind === "ram" ? device.ram : device.stored
  return [{ ...device, selected: words[id] === undefined ? null : { kind, id } }, []]
}

export const answer = (
  device: Device.State,
  { valueRaw }: TwoStepWrite.DataRequest,
  context: Context
): Outcome => {
  const { selected } = device
  if (context.long || selected === null) return unknown(device)
  const [next, written] =
    selected.kind === "ram"
      ? Writes.ram(device, selected.id, valueRaw, context.at)
      : Writes.setting(device, selected.id, valueRaw, "eeprom", context.at)
  return [next, [Written.reply(device, { ...selected, idByte: 0, valueByte: VALUE_BYTE }, written, context)]]
}
