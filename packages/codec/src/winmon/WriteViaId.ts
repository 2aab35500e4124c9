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
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { raw16, spare } from "../bytes/Read.ts"
import { NONE, Raw16, Spare, Uint8 } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"
import { dataReply } from "./DataReply.ts"

/** The winmon code of a request. */
export const CODE = 0x37
/** The code of a `RamWritten`. */
export const RAM_WRITTEN_CODE = 0x87
/** The code of a `SettingWritten`. */
export const SETTING_WRITTEN_CODE = 0x88

/** Bits of `flags`. */
export const SETTING = 0x01
/** Leaves the EEPROM as it is. */
export const NO_EEPROM = 0x02

/** Writes one raw value; `flags` says to what. */
export const Request = Schema.TaggedStruct("WriteViaIdRequest", {
  flags: Uint8,
  id: Uint8,
  valueRaw: Raw16,
  spare: Spare
})
export type Request = typeof Request.Type

/** Writes a RAM variable, without its EEPROM. */
export const ram = (id: number, valueRaw: Raw16): Request => ({
  _tag: "WriteViaIdRequest",
  flags: NO_EEPROM,
  id,
  valueRaw,
  spare: NONE
})

/** Writes a setting, either only into RAM or also into the EEPROM. */
export const setting = (id: number, valueRaw: Raw16, to: "ram" | "eeprom"): Request => ({
  _tag: "WriteViaIdRequest",
  flags: to === "ram" ? SETTING | NO_EEPROM : SETTING,
  id,
  valueRaw,
  spare: NONE
})

/** Reads a request; fails on too few bytes. */
export const decodeRequest: Decode<Request> = (bytes, start = 0, end = bytes.length) =>
  end - start < 5
    ? tooShort("WriteViaIdRequest", start, 5, end - start)
    : Result.succeed({
        _tag: "WriteViaIdRequest",
        flags: bytes[start + 1]!,
        id: bytes[start + 2]!,
        valueRaw: raw16(bytes, start + 3),
        spare: spare(bytes, start + 5, end)
      })

/** The bytes of a request, from the winmon code on. */
export const encodeRequest = (value: Request): Uint8Array =>
  Uint8Array.of(CODE, value.flags, value.id, ...word(value.valueRaw), ...value.spare)

/** Requests from bytes and back, as a Schema. */
export const requestCodec = codec(Request, decodeRequest, encodeRequest)

/** Confirmation of a RAM variable: schema and both directions. */
export const ramWritten = dataReply("RamWritten", RAM_WRITTEN_CODE)
/** Confirmation of a setting: schema and both directions. */
export const settingWritten = dataReply("SettingWritten", SETTING_WRITTEN_CODE)

/** The RAM variable was written. */
export const RamWritten = ramWritten.schema
export type RamWritten = typeof RamWritten.Type
/** The setting was written; `needsRestart` tells whether it acts already. */
export const SettingWritten = settingWritten.schema
export type SettingWritten = typeof SettingWritten.Type

/** Whether the device must restart for the setting to act; the two bytes of the short form say nothing. */
export const needsRestart = ({ data }: SettingWritten): boolean => data.length === 1 && (data[0]! & 1) === 1

/** Idempotent in value, but each stored repeat wears the EEPROM. */
export const traits: (request: Request) => Traits.Traits = () => Traits.write
