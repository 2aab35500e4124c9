/**
 * The refusals that a device answers instead of what was asked.
 *
 *     80 [info]    request not understood; info 0: the code itself, else which byte; 01 after a wrong password
 *     90 [data]    RAM variable not supported; long mode: index (from 1) of the id refused; short: two bytes without meaning
 *     91 [data]    setting not supported; none or two bytes without meaning
 *     9B [level]   access level needed; 01 grid code, 80 restart required
 *
 * Reference: protocol.md 4.4.
 *
 * @example 04 FF 57 80 00 26 - not understood
 * @example 04 FF 58 90 01 14 - the first id is not supported
 * @example 04 FF 58 9B 01 09 - grid-code level required
 */
import * as L from "../bytes/Layout.ts"
import type { Spare } from "../bytes/Words.ts"

/** The code of a `RamUnsupported`. */
export const RAM_UNSUPPORTED_CODE = 0x90
/** The code of a `SettingUnsupported`. */
export const SETTING_UNSUPPORTED_CODE = 0x91
/** The code of a `NotUnderstood`. */
export const NOT_UNDERSTOOD_CODE = 0x80
/** The code of an `AccessLevelRequired`. */
export const ACCESS_LEVEL_CODE = 0x9b

/** The device does not understand the request. */
export const NotUnderstood = L.layout("NotUnderstood", [NOT_UNDERSTOOD_CODE], {
  data: L.bytes().says(([info]) =>
    info === 0 ? "the code itself is not known" : "tells which byte was refused, or 01 for a wrong password"
  )
})
export type NotUnderstood = typeof NotUnderstood.Type

/** The device lacks a RAM variable that was asked for. */
export const RamUnsupported = L.layout("RamUnsupported", [RAM_UNSUPPORTED_CODE], {
  data: L.bytes().says((data) => {
    const index = refusedIndex({ data }, 0xff)
    return index === null ? "not explained" : `number ${index + 1} of the variables asked for`
  })
})
export type RamUnsupported = typeof RamUnsupported.Type

/** The device lacks the setting that was asked for. */
export const SettingUnsupported = L.layout("SettingUnsupported", [SETTING_UNSUPPORTED_CODE], {
  data: L.bytes()
})
export type SettingUnsupported = typeof SettingUnsupported.Type

/** The device wants an access level first. */
export const AccessLevelRequired = L.layout("AccessLevelRequired", [ACCESS_LEVEL_CODE], {
  data: L.bytes().says(([level], _, phrases) => phrases.accessLevel(level!))
})
export type AccessLevelRequired = typeof AccessLevelRequired.Type

/** Any refusal: each can answer any request. */
export const refusals = [NotUnderstood, RamUnsupported, SettingUnsupported, AccessLevelRequired] as const

/** Which of the ids asked for is not supported, counted from 0, or `null` when the reply does not say. */
export const refusedIndex = ({ data }: { readonly data: Spare }, asked: number): number | null =>
  data.length === 1 && data[0]! >= 1 && data[0]! <= asked ? data[0]! - 1 : null
