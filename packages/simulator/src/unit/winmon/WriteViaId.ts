/**
 * 37: writes a RAM variable or a setting. For RAM variables it makes no difference whether the EEPROM is spared.
 * Flags that nobody has documented are refused. Reference: protocol.md 4.5.7, 8.
 */
import { WriteViaId } from "@vebus/codec"
import type * as Device from "../Device.ts"
import * as Writes from "../Writes.ts"
import { type Context, notUnderstood, type Outcome } from "./Command.ts"
import * as Written from "./Written.ts"

/** Bits of the data bytes: flags, id, low and high byte of the value. */
const FLAGS_BYTE = 0x01
const ID_BYTE = 0x02
const VALUE_BYTE = 0x08

export const answer = (
  device: Device.State,
  { flags, id, valueRaw }: WriteViaId.Request,
  context: Context
): Outcome => {
  if ((flags & ~(WriteViaId.SETTING | WriteViaId.NO_EEPROM)) !== 0) {
    return [device, [notUnderstood(FLAGS_BYTE)]]
  }
  const kind = (flags & WriteViaId.SETTING) !== 0 ? "setting" : "ram"
  const [next, written] =
    kind === "ram"
      ? Writes.ram(device, id, valueRaw, context.at)
      : Writes.setting(
          device,
          id,
          valueRaw,
          (flags & WriteViaId.NO_EEPROM) !== 0 ? "ram" : "eeprom",
          context.at
        )
  const target = { kind, id, idByte: ID_BYTE, valueByte: VALUE_BYTE } as const
  return [next, [Written.reply(device, target, written, context)]]
}
