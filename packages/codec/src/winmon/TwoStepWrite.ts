/**
 * Two-step write, winmon 0x32 to 0x34: first name the RAM variable or setting, then give the value. Short mode only.
 *
 *     32 idLo idHi    select a RAM variable; no reply (or 80)
 *     33 idLo idHi    select a setting; no reply (or 80)
 *     34 lo hi        the value; answered as in `WriteViaId.ts` with 87 or 88
 *
 * Nothing may come between the steps; on a time-out the sequence starts again at the first. A lost first step lets
 * the value reach the id selected before, so read back both. Reference: protocol.md 4.5.8.
 *
 * @example 05 FF 57 32 81 00 F2 - select RAM 129
 * @example 05 FF 57 34 C8 00 A9 - value 200
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort } from "../bytes/Failure.ts"
import { raw16, spare } from "../bytes/Read.ts"
import { NONE, Raw16, Spare } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import * as Traits from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"

/** The winmon code that selects a RAM variable. */
export const SELECT_RAM_CODE = 0x32
/** The winmon code that selects a setting. */
export const SELECT_SETTING_CODE = 0x33
/** The winmon code that gives the value. */
export const DATA_CODE = 0x34

/** Selecting a RAM variable: schema, constructor and both directions. */
export const selectRam = idRequest("SelectRamRequest", SELECT_RAM_CODE)
/** Selecting a setting: schema, constructor and both directions. */
export const selectSetting = idRequest("SelectSettingRequest", SELECT_SETTING_CODE)

/** Names the RAM variable to write. */
export const SelectRamRequest = selectRam.schema
export type SelectRamRequest = typeof SelectRamRequest.Type
/** Names the setting to write. */
export const SelectSettingRequest = selectSetting.schema
export type SelectSettingRequest = typeof SelectSettingRequest.Type

/** The raw value for the id selected before. */
export const DataRequest = Schema.TaggedStruct("WriteDataRequest", { valueRaw: Raw16, spare: Spare })
export type DataRequest = typeof DataRequest.Type

/** Gives the value for the id selected before. */
export const data = (valueRaw: Raw16): DataRequest => ({ _tag: "WriteDataRequest", valueRaw, spare: NONE })

/** Reads a data request; fails on too few bytes. */
export const decodeDataRequest: Decode<DataRequest> = (bytes, start = 0, end = bytes.length) =>
  end - start < 3
    ? tooShort("WriteDataRequest", start, 3, end - start)
    : Result.succeed({
        _tag: "WriteDataRequest",
        valueRaw: raw16(bytes, start + 1),
        spare: spare(bytes, start + 3, end)
      })

/** The bytes of a data request, from the winmon code on. */
export const encodeDataRequest = (value: DataRequest): Uint8Array =>
  Uint8Array.of(DATA_CODE, ...word(value.valueRaw), ...value.spare)

/** Data requests from bytes and back, as a Schema. */
export const dataRequestCodec = codec(DataRequest, decodeDataRequest, encodeDataRequest)

/** The steps that select have no answer; the value has. */
export const traits = (request: SelectRamRequest | SelectSettingRequest | DataRequest): Traits.Traits => ({
  effect: "write",
  retry: "sequence",
  timeoutMillis: request._tag === "WriteDataRequest" ? Traits.TIMEOUT_MILLIS : null
})
