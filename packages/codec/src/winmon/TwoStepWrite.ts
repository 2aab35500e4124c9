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
import * as L from "../bytes/Layout.ts"
import type { Raw16 } from "../bytes/Words.ts"
import { answered } from "../link/Command.ts"
import type * as Traits from "../link/Traits.ts"
import { TIMEOUT_MILLIS } from "../link/Traits.ts"
import { idRequest } from "./IdRequest.ts"
import * as WriteViaId from "./WriteViaId.ts"

/** Selecting a RAM variable: layout and constructor. */
export const selectRam = idRequest("SelectRamRequest", 0x32, "ram")
/** Selecting a setting: layout and constructor. */
export const selectSetting = idRequest("SelectSettingRequest", 0x33, "setting")

/** Names the RAM variable to write. */
export type SelectRamRequest = typeof selectRam.layout.Type
/** Names the setting to write. */
export type SelectSettingRequest = typeof selectSetting.layout.Type

/** The raw value for the id selected before. */
export const DataRequest = L.layout("WriteDataRequest", [0x34], {
  valueRaw: L.raw16.says((raw, _, phrases) => phrases.rawWord(raw, "what was selected before")),
  spare: L.spare()
})
export type DataRequest = typeof DataRequest.Type

/** A step that selects has no answer. */
const step: Traits.Traits = { effect: "write", retry: "sequence", timeoutMillis: null }

/** The steps that select have no answer; the value has. */
export const commands = [
  answered(selectRam.layout, [], step),
  answered(selectSetting.layout, [], step),
  answered(DataRequest, [WriteViaId.RamWritten, WriteViaId.SettingWritten], {
    ...step,
    timeoutMillis: TIMEOUT_MILLIS
  })
] as const

/** Gives the value for the id selected before. */
export const data = (valueRaw: Raw16): DataRequest => DataRequest.make({ valueRaw })
