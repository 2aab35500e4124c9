/**
 * Write via id, winmon 0x37: writes a RAM variable or a setting in one frame.
 *
 *     37 flags id lo hi     flags bit 0: setting, else RAM variable; bit 1: do not write EEPROM; others zero
 *     87 [00 00]            RAM variable written
 *     88 [status | 00 00]   setting written; status bit 0: a restart is needed for it to act
 *
 * Refused with 80 or 9B (`Refusal.ts`). RAM variables: send flags 02. A setting written with 03 acts now, is lost at
 * restart and stays invisible to 0x31; 01 stores it. Reference: protocol.md 4.5.7.
 *
 * @example 07 FF 59 37 01 40 D0 07 52 - setting 64 = 2000, stored
 * @example 03 FF 59 88 1D - written
 */
import * as L from "../bytes/Layout.ts"
import type { Raw16, Spare } from "../bytes/Words.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** Bits of `flags`. */
export const SETTING = 0x01
/** Leaves the EEPROM as it is. */
export const NO_EEPROM = 0x02

const isSetting = ({ flags }: Flags): boolean => (flags & SETTING) !== 0
const isRamOnly = ({ flags }: Flags): boolean => (flags & NO_EEPROM) !== 0
interface Flags {
  readonly flags: number
}
interface Row extends Flags {
  readonly id: number
}

/** Where a value goes. Whether flags 00 reach the EEPROM is disputed. */
const memory = (row: Flags): string =>
  isRamOnly(row) ? "not in EEPROM" : isSetting(row) ? "in EEPROM too" : "perhaps in EEPROM too"

/** Writes one raw value; `flags` says to what. */
export const Request = L.layout("WriteViaIdRequest", [0x37], {
  flags: L.uint8.says(
    (flags) => `${isSetting({ flags }) ? "a setting" : "a RAM variable"}, ${memory({ flags })}`
  ),
  id: L.uint8.says((id, row: Flags, phrases) =>
    isSetting(row) ? phrases.setting(id) : phrases.ramVariable(id)
  ),
  valueRaw: L.raw16.says((raw, row: Row, phrases) =>
    isSetting(row) ? phrases.settingWord(row.id, raw) : phrases.ramWord(row.id, raw)
  ),
  spare: L.spare()
}).titled((row, phrases) => {
  const name = isSetting(row) ? `setting ${phrases.shortSetting(row.id)}` : `RAM ${phrases.shortRam(row.id)}`
  return `write ${name}${isRamOnly(row) ? ", RAM only" : ""}`
})
export type Request = typeof Request.Type

/** The RAM variable was written. */
export const RamWritten = L.layout("RamWritten", [0x87], { data: L.bytes() })
export type RamWritten = typeof RamWritten.Type

/** The setting was written; `needsRestart` tells whether it acts already. */
export const SettingWritten = L.layout("SettingWritten", [0x88], {
  data: L.bytes().says((data) =>
    data.length > 1
      ? "not explained"
      : needsRestart({ data })
        ? "a restart is needed for it to act"
        : "no restart is needed"
  )
})
export type SettingWritten = typeof SettingWritten.Type

/** Idempotent in value, but each stored repeat wears the EEPROM. */
export const command = answered(Request, [RamWritten, SettingWritten], Traits.write)

/** Writes a RAM variable, without its EEPROM. */
export const ram = (id: number, valueRaw: Raw16): Request => Request.make({ flags: NO_EEPROM, id, valueRaw })

/** Writes a setting, either only into RAM or also into the EEPROM. */
export const setting = (id: number, valueRaw: Raw16, to: "ram" | "eeprom"): Request =>
  Request.make({ flags: to === "ram" ? SETTING | NO_EEPROM : SETTING, id, valueRaw })

/** Whether the device must restart for the setting to act; the two bytes of the short form say nothing. */
export const needsRestart = ({ data }: { readonly data: Spare }): boolean =>
  data.length === 1 && (data[0]! & 1) === 1
